import type { Principal } from '../../src/core/principal.js';
import { caseKey } from '../../src/core/text.js';
import { principalShape, toPrincipal } from '../../src/domain/caller/caller-principal.js';
import type { PrismaClient } from '../../src/generated/prisma/client.js';
import * as make from '../support/factories.js';

export const ROLES = ['admin', 'tech', 'otherTech', 'manager', 'departmentManager', 'customer', 'outsider'] as const;

export type Role = (typeof ROLES)[number];

export interface LeakDesk {
  readonly people: Readonly<Record<Role, Principal>>;
  /** Every secret of the desk with those who may read it. */
  readonly marks: ReadonlyMap<string, readonly Role[]>;
  /** A ticket of the customer that the tech works on, and one like it. */
  readonly ticketIds: readonly [number, number];
}

const STAFF: readonly Role[] = ['admin', 'tech', 'otherTech'];
const TICKET_STAFF: readonly Role[] = ['admin', 'tech'];
const TICKET_READERS: readonly Role[] = [...TICKET_STAFF, 'manager', 'departmentManager', 'customer'];

/** Makes a mark: a word that stands on one record only. */
type Mark = (name: string, readers: readonly Role[]) => string;

/** A desk on which everything that somebody must not see bears a mark. */
export async function makeLeakDesk(db: PrismaClient): Promise<LeakDesk> {
  const marks = new Map<string, readonly Role[]>();
  const mark: Mark = (name, readers) => {
    marks.set(`MARK-${name}`, readers);
    return `MARK-${name}`;
  };
  const users = await makePeople(db, mark);
  const [category, otherCategory] = await makeCategories(db, mark, users);
  const ticket = await makeSharedTicket(db, mark, { categoryId: category.id, users });
  const twin = await make.makeTicket(db, { categoryId: category.id, submitterId: users.customer.id });
  await makeForeignTicket(db, mark, { categoryId: otherCategory.id, submitterId: users.outsider.id });
  await makeKnowledge(db, mark, users.admin.id);
  await makeAssets(db, mark, users.outsider.id);
  await db.commentTemplate.create({ data: { name: mark('template', STAFF), body: mark('template-body', STAFF) } });

  const entries = ROLES.map(async (role) => {
    const row = await db.user.findUniqueOrThrow({ where: { id: users[role].id }, select: principalShape });
    return [role, toPrincipal(row)];
  });
  // One entry for each role.
  const people = Object.fromEntries(await Promise.all(entries)) as Record<Role, Principal>;
  return { people, marks, ticketIds: [ticket.id, twin.id] };
}

type Users = Readonly<Record<Role, { readonly id: number }>>;

async function makePeople(db: PrismaClient, mark: Mark): Promise<Users> {
  const companyId = (await make.makeCompany(db, { notes: mark('company-notes', STAFF) })).id;
  const domains = [mark('company-domain', STAFF)];
  await db.company.update({ where: { id: companyId }, data: { emailDomains: domains } });
  const departmentId = (await make.makeDepartment(db, { companyId })).id;
  const otherCompany = await make.makeCompany(db, { name: mark('other-company', [...STAFF, 'outsider']) });
  await make.makeDepartment(db, { name: mark('other-department', [...STAFF, 'outsider']), companyId: otherCompany.id });
  await make.makeUser(db, { fullName: mark('colleague', [...STAFF, 'manager']), companyId });
  await make.makeUser(db, { fullName: mark('stranger', STAFF), notes: mark('user-notes', STAFF) });
  const people = {
    admin: await make.makeAdmin(db),
    tech: await make.makeUser(db),
    otherTech: await make.makeUser(db),
    manager: await make.makeUser(db, { companyId, isManager: true }),
    departmentManager: await make.makeUser(db, { companyId, departmentId, isDepartmentManager: true }),
    customer: await make.makeUser(db, { companyId, departmentId, notes: mark('customer-notes', STAFF) }),
    outsider: await make.makeUser(db, { companyId: otherCompany.id }),
  };
  for (const role of ROLES) {
    const name = mark(`token-${role}`, [...new Set<Role>(['admin', role])]);
    await db.accessToken.create({ data: { userId: people[role].id, name, prefix: 'hdg_', tokenHash: name } });
  }
  return people;
}

async function makeCategories(db: PrismaClient, mark: Mark, users: Users) {
  const section = mark('section', STAFF);
  const { id: sectionId } = await db.section.create({ data: { name: section, nameKey: caseKey(section) } });
  await make.makeCategory(db, { name: mark('category', STAFF), sectionId, forTechsOnly: true });
  const category = await make.makeCategory(db, { fromAddress: mark('from-address', STAFF) });
  const otherCategory = await make.makeCategory(db);
  await db.categoryTechnician.create({ data: { categoryId: category.id, userId: users.tech.id } });
  await db.categoryTechnician.create({ data: { categoryId: otherCategory.id, userId: users.otherTech.id } });
  return [category, otherCategory] as const;
}

interface Parties {
  readonly categoryId: number;
  readonly users: Users;
}

async function makeSharedTicket(db: PrismaClient, mark: Mark, { categoryId, users }: Parties) {
  const subject = mark('ticket', TICKET_READERS);
  const ticket = await make.makeTicket(db, { categoryId, submitterId: users.customer.id, subject });
  const ticketId = ticket.id;
  const internal = { ticketId, isInternal: true };
  await make.makeComment(db, { ticketId, body: mark('comment', TICKET_READERS) });
  const note = await make.makeComment(db, { ...internal, body: mark('note', TICKET_STAFF) });
  await make.makeAttachment(db, { ticketId, fileName: mark('file', TICKET_READERS) });
  await make.makeAttachment(db, { ...internal, fileName: mark('internal-file', TICKET_STAFF) });
  await make.makeAttachment(db, { ticketId, commentId: note.id, fileName: mark('file-of-note', TICKET_STAFF) });
  const event = { ticketId, ticketNumber: ticketId, kind: 'UPDATED', face: 'REST' } as const;
  const changes = [{ field: 'x', before: null, after: mark('event', TICKET_STAFF) }];
  await db.ticketEvent.create({ data: { ...event, isInternal: true, changes } });
  const fieldId = (await make.makeCustomField(db, { name: mark('field', STAFF), forTechsOnly: true })).id;
  await db.customFieldValue.create({ data: { ticketId, fieldId, text: mark('field-value', TICKET_STAFF) } });
  return ticket;
}

async function makeForeignTicket(db: PrismaClient, mark: Mark, row: { categoryId: number; submitterId: number }) {
  const readers: readonly Role[] = ['admin', 'otherTech', 'outsider'];
  const ticket = await make.makeTicket(db, { ...row, subject: mark('foreign-ticket', readers) });
  await make.makeComment(db, { ticketId: ticket.id, body: mark('foreign-comment', readers) });
  await make.makeAttachment(db, { ticketId: ticket.id, fileName: mark('foreign-file', readers) });
  const tag = await make.makeTag(db, mark('foreign-tag', [...STAFF, 'outsider']));
  await db.ticketTag.create({ data: { ticketId: ticket.id, tagId: tag.id } });
}

async function makeKnowledge(db: PrismaClient, mark: Mark, authorId: number) {
  const open = await db.articleCategory.create({ data: { name: 'Open', nameKey: 'open' } });
  const name = mark('chapter', STAFF);
  const closed = await db.articleCategory.create({ data: { name, nameKey: caseKey(name), forTechsOnly: true } });
  for (const [subject, categoryId, forTechsOnly, readers] of [
    ['article', open.id, false, ROLES],
    ['staff-article', open.id, true, STAFF],
    ['article-of-chapter', closed.id, false, STAFF],
  ] as const) {
    const data = { subject: mark(subject, readers), body: '', categoryId, forTechsOnly, authorId };
    const article = await db.article.create({ data });
    await make.makeAttachment(db, { articleId: article.id, fileName: mark(`file-of-${subject}`, readers) });
    const tag = await make.makeTag(db, mark(`tag-of-${subject}`, readers));
    await db.articleTag.create({ data: { articleId: article.id, tagId: tag.id } });
  }
}

async function makeAssets(db: PrismaClient, mark: Mark, userId: number) {
  const readers: readonly Role[] = [...STAFF, 'outsider'];
  const asset = await make.makeAsset(db, { modelName: mark('asset', readers), comments: mark('asset-notes', STAFF) });
  for (const [table, id] of [
    ['assetType', asset.typeId],
    ['manufacturer', asset.manufacturerId],
    ['supplier', asset.supplierId],
  ] as const) {
    const data = { name: mark(table, readers) };
    if (table === 'assetType') await db.assetType.update({ where: { id }, data });
    else if (table === 'manufacturer') await db.manufacturer.update({ where: { id }, data });
    else await db.supplier.update({ where: { id }, data });
  }
  await db.assetUser.create({ data: { assetId: asset.id, userId } });
  await make.makeAttachment(db, { assetId: asset.id, fileName: mark('file-of-asset', readers) });
  const fieldId = (await make.makeCustomField(db, { usage: 'ASSET', forTechsOnly: true })).id;
  await db.customFieldValue.create({ data: { assetId: asset.id, fieldId, text: mark('asset-field-value', STAFF) } });
  await make.makeAsset(db, { modelName: mark('unused-asset', STAFF) });
}
