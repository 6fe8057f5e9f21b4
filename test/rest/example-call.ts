import type { PrismaClient } from '../../src/generated/prisma/client.js';
import type { Route } from '../../src/rest/routes.js';

/** Records of the example desk. */
const RECORDS: Readonly<Record<string, string>> = {
  id: '1042',
  id2: '1044',
  ticketId: '1042',
  parentId: '1042',
  childId: '1043',
  commentId: '9001',
  userId: '31',
  assetId: '17',
  categoryId: '7',
  newCategoryId: '7',
  fieldId: '12',
  statusId: '2',
  cf: '41',
};

/** What else a ticket's number stands beside. */
const OF_TICKETS: Readonly<Record<string, string>> = { DeleteFile: '555', attachment: '555', updatecomment: '9001' };

/** Where `id` is neither a ticket nor something on a ticket. */
const OTHERS: Readonly<Record<string, string>> = {
  Article: '3',
  Asset: '17',
  UpdateAsset: '17',
  SetCustomFieldForAsset: '17',
  UpdateCompany: '4',
  CompanyCustomFields: '4',
  SetCustomFieldForCompany: '4',
  MergeUsers: '5',
  TechsForCategory: '7',
  Rule: '8',
  EnableRule: '8',
  DisableRule: '8',
};

const TEXTS: Readonly<Record<string, string>> = { email: 'mira.holt@example.com', username: 'mira.holt@example.com' };

/** A call of the route that names records of the example desk wherever it has to, all in the query. */
export function exampleCall({ action, params }: Route): string {
  const query = new URLSearchParams();
  for (const [name, { kind, required }] of Object.entries(params)) {
    if (kind === 'prefixed') query.set('cf12', '41');
    else if (required || name === 'body') query.set(name, exampleOf(action, name));
  }
  return `/api/${action}?${query}`;
}

/** Whether a ticket, or something on one, has to be named. */
export function namesTicket({ action, params }: Route): boolean {
  const names = Object.keys(params).filter((name) => params[name]?.required);
  return names.some((name) => (name === 'id' ? !(action in OTHERS) : /^(ticket|parent|child)Id$/.test(name)));
}

function exampleOf(action: string, name: string): string {
  return (
    (name === 'id' ? (OF_TICKETS[action] ?? OTHERS[action]) : undefined) ?? RECORDS[name] ?? TEXTS[name] ?? 'printer'
  );
}

/** Everything that a write could have changed. */
export async function everything(db: PrismaClient): Promise<string> {
  return JSON.stringify(
    await Promise.all([
      db.ticket.findMany({ orderBy: { id: 'asc' } }),
      db.user.findMany({ orderBy: { id: 'asc' }, omit: { lastSeenAt: true, lastIp: true, lastUserAgent: true } }),
      db.comment.findMany({ orderBy: { id: 'asc' } }),
      db.attachment.count(),
      db.asset.findMany({ orderBy: { id: 'asc' } }),
      db.assetUser.count(),
      db.ticketAsset.count(),
      db.company.findMany({ orderBy: { id: 'asc' } }),
      db.article.count(),
      db.automationRule.findMany(),
      db.customFieldValue.findMany({ orderBy: { id: 'asc' } }),
      db.ticketParticipant.findMany({ orderBy: [{ ticketId: 'asc' }, { userId: 'asc' }] }),
      db.ticketLink.count(),
      db.categoryTechnician.count(),
    ]),
  );
}
