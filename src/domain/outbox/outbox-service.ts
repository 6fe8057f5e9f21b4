import type { Db } from '../../core/context.js';
import type { Principal } from '../../core/principal.js';
import type { OutgoingMail, Prisma } from '../../generated/prisma/client.js';
import { principalShape, toPrincipal } from '../caller/caller-principal.js';
import { visibleComments } from '../comment/comment-policy.js';
import { visibleTickets } from '../ticket/ticket-policy.js';
import { addressEvent, reachable } from './outbox-recipients.js';
import { ATTEMPTS_MAX, LEASE_MS, pauseAfter, type TicketMailKind } from './outbox-rules.js';

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
    const jobs = await db.$queryRaw<{ eventId: number; kinds: TicketMailKind[] }[]>`
      DELETE FROM "MailJob" WHERE "eventId" IN (
        SELECT "eventId" FROM "MailJob" ORDER BY "eventId" LIMIT ${count} FOR UPDATE SKIP LOCKED
      ) RETURNING "eventId", kinds::text[] AS kinds`;
    const events = await db.ticketEvent.findMany({ where: { id: { in: jobs.map(({ eventId }) => eventId) } } });
    for (const event of events) {
      const kinds = jobs.find(({ eventId }) => eventId === event.id)?.kinds ?? [];
      const addressed = [...(await addressEvent(db, event, kinds))];
      const rows = addressed.map(([userId, kind]) => ({ eventId: event.id, userId, kind, dueAt: scope.now() }));
      await db.outgoingMail.createMany({ data: rows, skipDuplicates: true });
    }
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

const eventShape = { select: { id: true, ticketNumber: true, commentId: true, actor: true } } as const;
const ticketShape = { include: { category: true, submitter: true, assignee: true, status: true } } as const;
const commentShape = { include: { author: true } } as const;

/** Everything that a mail about a ticket tells. */
export interface MailFacts {
  readonly recipient: { readonly id: number; readonly email: string; readonly fullName: string };
  readonly event: Prisma.TicketEventGetPayload<typeof eventShape>;
  readonly ticket: Prisma.TicketGetPayload<typeof ticketShape>;
  /** The comment that the mail is about. */
  readonly comment: Prisma.CommentGetPayload<typeof commentShape> | null;
}

/** What a mail about a ticket tells, or null if its recipient may not know it, or cannot be reached, by now. */
export async function readMailFacts({ db }: OutboxScope, mail: ClaimedMail): Promise<MailFacts | null> {
  const where = { AND: [{ id: mail.userId }, reachable] };
  const user = await db.user.findFirst({ where, select: { ...principalShape, email: true } });
  const event = await db.ticketEvent.findUnique({ where: { id: mail.eventId ?? 0 }, ...eventShape });
  if (!user || !event) return null;

  const { email, ...account } = user;
  const who = toPrincipal(account);
  const isAboutComment = mail.kind === 'REPLY' || mail.kind === 'INTERNAL_NOTE';
  const comment = isAboutComment ? await findComment(db, who, event.commentId) : null;
  if (isAboutComment && !comment) return null;

  // A comment may have moved to another ticket since.
  const id = comment?.ticketId ?? event.ticketNumber;
  const ticket = await db.ticket.findFirst({ ...ticketShape, where: { AND: [{ id }, visibleTickets(who)] } });
  return ticket && { recipient: { id: who.id, email, fullName: who.fullName }, event, ticket, comment };
}

const newcomerShape = { id: true, username: true, fullName: true, email: true } satisfies Prisma.UserSelect;

/** Somebody to be welcomed. */
export type Newcomer = Prisma.UserGetPayload<{ select: typeof newcomerShape }>;

/** Whom a welcome greets, or null if the account cannot be reached, or is gone, by now. */
export async function readNewcomer({ db }: OutboxScope, userId: number): Promise<Newcomer | null> {
  return db.user.findFirst({ where: { AND: [{ id: userId }, reachable] }, select: newcomerShape });
}

async function findComment(db: Db, who: Principal, id: number | null) {
  const where = { AND: [{ id: id ?? 0 }, visibleComments(who)] };
  return db.comment.findFirst({ ...commentShape, where });
}

/** The mail is delivered, or need not be. */
export async function dropMail({ db }: OutboxScope, { id }: ClaimedMail): Promise<void> {
  await db.outgoingMail.deleteMany({ where: { id } });
}

/** Has another try made after a pause. False if there have been too many: then the mail is given up. */
export async function postponeMail(scope: OutboxScope, mail: ClaimedMail): Promise<boolean> {
  const { id, attempts } = mail;
  if (attempts >= ATTEMPTS_MAX) {
    await dropMail(scope, mail);
    return false;
  }
  const dueAt = new Date(scope.now().getTime() + pauseAfter(attempts));
  // Only while it is still ours: after the lease somebody else may be at it.
  await scope.db.outgoingMail.updateMany({ where: { id, attempts }, data: { dueAt } });
  return true;
}
