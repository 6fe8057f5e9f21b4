import { caseKey } from '../../src/core/text.js';
import type { CustomFieldType, Prisma, PrismaClient } from '../../src/generated/prisma/client.js';

// Factories write straight to the tables and make the parents that are not given. Names are unique within a test file.

let made = 0;

/** A name that no other record of the test file has. */
export function uniqueName(stem: string): string {
  made += 1;
  return `${stem} ${made}`;
}

type UserOverrides = Partial<Omit<Prisma.UserUncheckedCreateInput, 'usernameKey' | 'emailKey' | 'technicianOf'>>;

/** A customer; overrides make somebody else of them. */
export async function makeUser(db: PrismaClient, overrides: UserOverrides = {}) {
  const username = overrides.username ?? uniqueName('user').replace(' ', '');
  const email = overrides.email ?? `${username}@example.com`;
  const keys = { usernameKey: caseKey(username), emailKey: email === '' ? null : caseKey(email) };
  return db.user.create({ data: { fullName: username, ...overrides, username, email, ...keys } });
}

export async function makeAdmin(db: PrismaClient, overrides: UserOverrides = {}) {
  return makeUser(db, { isAdmin: true, ...overrides });
}

/** A technician of the categories; of a new one when none is given. */
export async function makeTechnician(db: PrismaClient, categories: readonly { id: number }[] = []) {
  const user = await makeUser(db, { username: uniqueName('tech').replace(' ', '') });
  const worksIn = categories.length > 0 ? categories : [await makeCategory(db)];
  await db.categoryTechnician.createMany({ data: worksIn.map(({ id }) => ({ categoryId: id, userId: user.id })) });
  return user;
}

export async function makeCompany(db: PrismaClient, overrides: Partial<Prisma.CompanyUncheckedCreateInput> = {}) {
  const name = overrides.name ?? uniqueName('Company');
  return db.company.create({ data: { ...overrides, name, nameKey: caseKey(name) } });
}

export async function makeDepartment(db: PrismaClient, overrides: { name?: string; companyId?: number } = {}) {
  const { name = uniqueName('Department'), companyId = null } = overrides;
  return db.department.create({ data: { name, companyId, key: `${companyId ?? 0}:${caseKey(name)}` } });
}

export async function makeCategory(db: PrismaClient, overrides: Partial<Prisma.CategoryUncheckedCreateInput> = {}) {
  return db.category.create({ data: { name: uniqueName('Category'), ...overrides } });
}

type TicketOverrides = Partial<Prisma.TicketUncheckedCreateInput>;

/** A new ticket with its submitter among the participants. */
export async function makeTicket(db: PrismaClient, overrides: TicketOverrides = {}) {
  const submitterId = overrides.submitterId ?? (await makeUser(db)).id;
  const categoryId = overrides.categoryId ?? (await makeCategory(db)).id;
  const texts = { subject: uniqueName('Subject'), body: 'Something is broken.' };
  const participants = { create: { userId: submitterId } };
  return db.ticket.create({ data: { participants, ...texts, ...overrides, submitterId, categoryId } });
}

type CommentOverrides = Partial<Prisma.CommentUncheckedCreateInput>;

/** A reply; by the submitter of its ticket when no author is given. */
export async function makeComment(db: PrismaClient, overrides: CommentOverrides = {}) {
  const ticketId = overrides.ticketId ?? (await makeTicket(db)).id;
  const { submitterId } = await db.ticket.findUniqueOrThrow({ where: { id: ticketId } });
  return db.comment.create({ data: { authorId: submitterId, body: '<!--html-->A reply', ...overrides, ticketId } });
}

type AttachmentOverrides = Partial<Prisma.AttachmentUncheckedCreateInput>;

/** The row of a file; nothing is in the storage. It is on a new ticket unless an owner is given. */
export async function makeAttachment(db: PrismaClient, overrides: AttachmentOverrides = {}) {
  const hasOwner = [overrides.ticketId, overrides.articleId, overrides.assetId].some((id) => id !== undefined);
  const ticketId = hasOwner ? overrides.ticketId : (await makeTicket(db)).id;
  const uploadedById = overrides.uploadedById ?? (await makeUser(db)).id;
  const fileName = overrides.fileName ?? `${uniqueName('file').replace(' ', '')}.txt`;
  const content = { contentType: 'text/plain', size: 5, sha256: '0'.repeat(64), storageKey: fileName };
  return db.attachment.create({ data: { ...content, ...overrides, fileName, ticketId, uploadedById } });
}

export async function makeTag(db: PrismaClient, name = uniqueName('tag')) {
  return db.tag.create({ data: { name, nameKey: caseKey(name) } });
}

type AssetOverrides = Partial<Prisma.AssetUncheckedCreateInput>;

/** An asset with a type, manufacturer and supplier of its own. */
export async function makeAsset(db: PrismaClient, overrides: AssetOverrides = {}) {
  const name = (stem: string) => {
    const unique = uniqueName(stem);
    return { name: unique, nameKey: caseKey(unique) };
  };
  const typeId = overrides.typeId ?? (await db.assetType.create({ data: name('Type') })).id;
  const manufacturerId = overrides.manufacturerId ?? (await db.manufacturer.create({ data: name('Maker') })).id;
  const supplierId = overrides.supplierId ?? (await db.supplier.create({ data: name('Supplier') })).id;
  const lookups = { typeId, manufacturerId, supplierId };
  return db.asset.create({ data: { modelName: uniqueName('Model'), ...overrides, ...lookups } });
}

type FieldOverrides = Partial<Omit<Prisma.CustomFieldUncheckedCreateInput, 'options'>> & {
  readonly type?: CustomFieldType;
  readonly options?: readonly string[];
};

/** A text field of all tickets; with options a drop-down. */
export async function makeCustomField(db: PrismaClient, overrides: FieldOverrides = {}) {
  const { options = [], ...columns } = overrides;
  const type = options.length > 0 ? ('DROPDOWN' as const) : ('TEXT' as const);
  const rows = options.map((value, position) => ({ value, position }));
  return db.customField.create({
    data: { name: uniqueName('Field'), type, ...columns, options: { create: rows } },
    include: { options: { orderBy: { position: 'asc' } } },
  });
}
