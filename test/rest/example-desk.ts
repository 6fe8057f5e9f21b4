import { caseKey } from '../../src/core/text.js';
import type { PrismaClient } from '../../src/generated/prisma/client.js';
import { contextOf } from '../support/context.js';
import {
  makeAsset,
  makeAttachment,
  makeCategory,
  makeComment,
  makeCompany,
  makeTicket,
  makeUser,
} from '../support/factories.js';
import { store } from '../support/file-desk.js';
import { createMemoryStorage } from '../support/storage.js';

const at = new Date('2026-03-02T08:15:27.4Z');
const started = new Date('2026-03-02T08:40:11.093Z');

const seen = { lastIp: '203.0.113.9', language: 'en-GB', lastSeenAt: at, departmentId: 2, createdAt: at };
const tunde = { username: 't.okafor', email: 't.okafor@example.com', firstName: 'Tunde', lastName: 'Okafor' };
const mira = { username: 'mira.holt@example.com', email: 'mira.holt@example.com', firstName: 'Mira', lastName: 'Holt' };

/** The desk that the examples tell of, with their numbers; answers the caller of the examples. */
export async function makeExampleDesk(db: PrismaClient) {
  await makePeople(db);
  await makeTickets(db);
  await makeThings(db);
  await makeFields(db);
  const ctx = await contextOf(db, { id: 5 }, { face: 'REST', storage: createMemoryStorage() });
  const { storageKey } = await store(ctx, 'picture', 'photo.png');
  const file = { id: 555, ticketId: 1042, commentId: 9001, uploadedById: 31, fileName: 'photo.png', size: 7 };
  await makeAttachment(db, { ...file, contentType: 'image/png', storageKey });
  await numberOnFrom(db, 20_000);
  return ctx;
}

/** The database does not know of numbers that were chosen, and would come to them itself. */
async function numberOnFrom(db: PrismaClient, start: number) {
  await db.$queryRaw`
    SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, ${start}::bigint) FROM pg_sequences
    WHERE schemaname = current_schema()`;
}

async function makePeople(db: PrismaClient) {
  await makeCompany(db, { id: 4, name: 'Example GmbH', emailDomains: ['example.com'] });
  await db.department.create({ data: { id: 2, name: 'Sales', key: '0:sales' } });
  await makeUser(db, { id: 5, fullName: 'Tunde Okafor', isAdmin: true, ...tunde, ...seen });
  await makeUser(db, { id: 31, fullName: 'Mira Holt', companyId: 4, ...mira, ...seen });
  await makeUser(db, { id: 32 });
}

async function makeTickets(db: PrismaClient) {
  await db.section.create({ data: { id: 2, name: 'Office IT', nameKey: 'office it' } });
  await makeCategory(db, { id: 7, name: 'Printers', sectionId: 2 });
  await db.categoryTechnician.create({ data: { categoryId: 7, userId: 5 } });
  const subject = 'Printer on floor 3 offline';
  const usual = { categoryId: 7, submitterId: 31, assigneeId: 5, statusId: 2, lastUpdatedById: 5, startedAt: started };
  await makeTicket(db, { ...usual, id: 1042, subject, timeSpentSeconds: 900, updatedAt: new Date() });
  await makeTicket(db, { ...usual, id: 1043, subject: 'Toner', parentId: 1042 });
  await makeTicket(db, { ...usual, id: 1044, subject: 'Paper' });
  await makeTicket(db, { ...usual, id: 1050, subject: 'Again' });
  await db.ticketParticipant.create({ data: { ticketId: 1042, userId: 5, isSubscribed: true } });
  await db.ticketLink.createMany({
    data: [
      { ticketId: 1042, linkedTicketId: 1044 },
      { ticketId: 1044, linkedTicketId: 1042 },
    ],
  });
  await db.tag.create({
    data: { id: 12, name: 'printer', nameKey: 'printer', tickets: { create: { ticketId: 1042 } } },
  });
  const system = { authorId: null, isSystem: true, body: 'Ticket taken by Tunde Okafor', createdAt: started };
  await makeComment(db, { id: 9000, ticketId: 1042, ...system });
  await makeComment(db, { id: 9001, ticketId: 1042, authorId: 5, recipients: { create: { userId: 31 } } });
}

async function makeThings(db: PrismaClient) {
  const asset = { id: 17, modelName: 'LaserJet 9', serialNumber: 'SN-0017', location: 'Floor 3' };
  await makeAsset(db, { ...asset, users: { create: { userId: 31 } }, tickets: { create: { ticketId: 1042 } } });
  await db.commentTemplate.create({ data: { id: 1, name: 'Greeting', body: 'Hello, thank you for writing.' } });
  await db.automationRule.create({ data: { id: 8, name: 'Escalate after 2 days', trigger: 'ticket.created' } });
  await db.articleCategory.create({ data: { id: 9, name: 'Network', nameKey: 'network' } });
  const tags = ['router', 'wifi'].map((name) => ({ tag: { create: { name, nameKey: caseKey(name) } } }));
  const article = { id: 3, subject: 'Reset the router', body: '<!--html-->Hold the button.', categoryId: 9 };
  await db.article.create({ data: { ...article, tags: { create: tags } } });
}

async function makeFields(db: PrismaClient) {
  const options = [
    { id: 40, value: 'Minor', position: 0 },
    { id: 41, value: 'Blocking', position: 1 },
  ];
  const severity = { id: 12, name: 'Severity', type: 'DROPDOWN' as const, position: 1 };
  await db.customField.create({ data: { ...severity, options: { create: options } } });
  await db.customField.create({ data: { id: 30, name: 'Badge', type: 'TEXT', usage: 'USER', position: 1 } });
  await db.customField.create({ data: { id: 50, name: 'VIP', type: 'CHECKBOX', usage: 'COMPANY', position: 1 } });
  await db.customField.create({ data: { id: 5, name: 'Bought', type: 'DATE', usage: 'ASSET', position: 1 } });
  await db.customFieldValue.create({ data: { fieldId: 12, ticketId: 1042, optionId: 41 } });
  await db.customFieldValue.create({ data: { fieldId: 30, userId: 31, text: '77-A' } });
  await db.customFieldValue.create({ data: { fieldId: 50, companyId: 4, checked: true } });
}
