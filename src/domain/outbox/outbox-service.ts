import type { Db } from '../../core/context.js';
import type { OutgoingMail, Prisma } from '../../generated/prisma/client.js';
import { principalShape, toPrincipal } from '../caller/caller-principal.js';
import { visibleComments } from '../comment/comment-policy.js';
import { visibleTickets } from '../ticket/ticket-policy.js';
import { addressEvents, type Job, reachable } from './outbox-recipients.js';
import { ATTEMPTS_MAX, LEASE_MS, pauseAfter } from './outbox-rules.js';

/** What the outbox works with: it belongs to no request. */
export interface OutboxScope {
  readonly db: Db;
  transaction<Result>(work: (db: Db) => Promise<Result>): Promise<Result>;
  now(): Date;
}

/** A mail that this process is to deliver. */
export type ClaimedMail = Pick<OutgoingMail, 'id' | 'eventId' | 'userId' | 'kind' | 'attempts'>;

/**
 * Turns up to `count` jobs into one mail per recipient and answers how many there were. Several processes may do so at
 * once: each job is taken by one of them, and is not lost if it dies at it.
 */
export async function addressJobs(scope: OutboxScope, count: number): Promise<number> {
  return scope.transaction(async (db) => {
    const jobs = await db.$queryRaw<Job[]>`
      DELETE FROM "MailJob" j USING "TicketEvent" e WHERE e.id = j."eventId" AND j."eventId" IN (
        SELECT "eventId" FROM "MailJob" ORDER BY "eventId" LIMIT ${count} FOR UPDATE SKIP LOCKED
      ) RETURNING e.id, e."ticketNumber", e."actorId", e."commentId", e.changes, j.kinds::text[] AS kinds`;
    const dueAt = scope.now();
    const rows = (await addressEvents(db, jobs)).map((address) => ({ ...address, dueAt }));
    if (rows.length > 0) await db.outgoingMail.createMany({ data: rows, skipDuplicates: true });
    return jobs.length;
  });
}

/**
 * Takes up to `count` mails that are due. No other process gets them before the lease ends, by which they must have been
 * delivered or postponed; if this process dies they are due again then.
 */
export async function claimMails({ db, now }: OutboxScope, count: number): Promise<ClaimedMail[]> {
  const until = new Date(now().getTime() + LEASE_MS);
  return db.$queryRaw<ClaimedMail[]>`
    UPDATE "OutgoingMail" SET attempts = attempts + 1, "dueAt" = ${until} WHERE id IN (
      SELECT id FROM "OutgoingMail" WHERE "dueAt" <= ${now()} ORDER BY "dueAt", id LIMIT ${count} FOR UPDATE SKIP LOCKED
    ) RETURNING id, "eventId", "userId", kind::text AS kind, attempts`;
}

const eventShape = { select: { id: true, ticketNumber: true, commentId: true, actor: { select: { fullName: true } } } };
const ticketShape = {
  select: {
    id: true,
    subject: true,
    body: true,
    category: { select: { name: true, fromAddress: true } },
    submitter: { select: { fullName: true } },
    assignee: { select: { fullName: true } },
    status: { select: { name: true } },
  },
} as const;
const commentShape = { select: { body: true, author: { select: { fullName: true } }, ticket: ticketShape } } as const;

/** Everything that a mail about a ticket tells. */
export interface MailFacts {
  readonly recipient: { readonly id: number; readonly email: string; readonly fullName: string };
  readonly event: Prisma.TicketEventGetPayload<{ select: (typeof eventShape)['select'] }>;
  readonly ticket: Prisma.TicketGetPayload<typeof ticketShape>;
  /** The comment that the mail is about. */
  readonly comment: Omit<Prisma.CommentGetPayload<typeof commentShape>, 'ticket'> | null;
}

const addresseeShape = { ...principalShape, email: true } satisfies Prisma.UserSelect;

/** The recipients, those that can be reached, and the events of a batch of mails, each by their ids. */
interface Addressed {
  readonly users: ReadonlyMap<number, Prisma.UserGetPayload<{ select: typeof addresseeShape }>>;
  readonly events: ReadonlyMap<number, MailFacts['event']>;
}

/**
 * What mails about tickets tell, by the ids of the mails; nothing for those whose recipients may not know it, or cannot be reached, by
 * now. In a transaction, whose statements travel together.
 */
export async function readMailFacts(
  scope: OutboxScope,
  mails: readonly ClaimedMail[],
): Promise<ReadonlyMap<number, MailFacts>> {
  return scope.transaction(async (db) => {
    const addressed = await readAddressed(db, mails);
    const facts = await Promise.all(mails.map((mail) => factsOf(db, mail, addressed)));
    return new Map(mails.flatMap(({ id }, index) => (facts[index] ? [[id, facts[index]]] : [])));
  });
}

async function readAddressed(db: Db, mails: readonly ClaimedMail[]): Promise<Addressed> {
  const userIds = mails.map(({ userId }) => userId);
  const eventIds = mails.flatMap(({ eventId }) => eventId ?? []);
  const [users, events] = await Promise.all([
    db.user.findMany({ where: { AND: [{ id: { in: userIds } }, reachable] }, select: addresseeShape }),
    db.ticketEvent.findMany({ where: { id: { in: eventIds } }, ...eventShape }),
  ]);
  return { users: byId(users), events: byId(events) };
}

async function factsOf(db: Db, mail: ClaimedMail, { users, events }: Addressed): Promise<MailFacts | null> {
  const user = users.get(mail.userId);
  const event = events.get(mail.eventId ?? 0);
  if (!user || !event) return null;

  const { email, ...account } = user;
  const who = toPrincipal(account);
  const recipient = { id: who.id, email, fullName: who.fullName };
  if (mail.kind === 'REPLY' || mail.kind === 'INTERNAL_NOTE') {
    // A comment may have moved to another ticket since.
    const where = { AND: [{ id: event.commentId ?? 0 }, visibleComments(who), { ticket: visibleTickets(who) }] };
    const found = await db.comment.findFirst({ ...commentShape, where });
    return found && { recipient, event, ticket: found.ticket, comment: found };
  }
  const where = { AND: [{ id: event.ticketNumber }, visibleTickets(who)] };
  const ticket = await db.ticket.findFirst({ ...ticketShape, where });
  return ticket && { recipient, event, ticket, comment: null };
}

function byId<Row extends { readonly id: number }>(rows: readonly Row[]): Map<number, Row> {
  return new Map(rows.map((row) => [row.id, row]));
}

const newcomerShape = { id: true, username: true, fullName: true, email: true } satisfies Prisma.UserSelect;

/** Somebody to be welcomed. */
export type Newcomer = Prisma.UserGetPayload<{ select: typeof newcomerShape }>;

/** Whom a welcome greets, or null if the account cannot be reached, or is gone, by now. */
export async function readNewcomer({ db }: OutboxScope, userId: number): Promise<Newcomer | null> {
  return db.user.findFirst({ where: { AND: [{ id: userId }, reachable] }, select: newcomerShape });
}

/** The mails are delivered, or need not be. */
export async function dropMails({ db }: OutboxScope, ids: readonly number[]): Promise<void> {
  await db.outgoingMail.deleteMany({ where: { id: { in: [...ids] } } });
}

/** Has another try made after a pause. False if there have been too many: then the mail is given up. */
export async function postponeMail(scope: OutboxScope, mail: ClaimedMail): Promise<boolean> {
  const { id, attempts } = mail;
  if (attempts >= ATTEMPTS_MAX) {
    await dropMails(scope, [id]);
    return false;
  }
  const dueAt = new Date(scope.now().getTime() + pauseAfter(attempts));
  // Only while it is still ours: after the lease somebody else may be at it.
  await scope.db.outgoingMail.updateMany({ where: { id, attempts }, data: { dueAt } });
  return true;
}
