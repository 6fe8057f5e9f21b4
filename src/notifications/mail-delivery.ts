import { setImmediate } from 'node:timers/promises';
import type { Mail, MailTransport } from '../core/mail.js';
import {
  addressJobs,
  type ClaimedMail,
  claimMails,
  dropMails,
  type MailFacts,
  type OutboxScope,
  postponeMail,
  readMailFacts,
  readNewcomer,
} from '../domain/outbox/outbox-service.js';
import { composeMail, type MailOptions } from './mail-text.js';
import { welcomeMail } from './welcome-text.js';

/** The part of a log that is needed here. */
export interface NoticeLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

export interface DeliveryParts extends OutboxScope, MailOptions {
  readonly transport: MailTransport;
  readonly log: NoticeLog;
}

const JOBS_AT_ONCE = 50;
/** Few enough to be delivered within the lease, however slow the server is. */
const MAILS_AT_ONCE = 10;

/** Delivers everything that is due. Stops early when nothing of a whole batch gets through, or when told to. */
export async function deliverDue(parts: DeliveryParts, isStopped: () => boolean): Promise<void> {
  while (!isStopped() && (await addressJobs(parts, JOBS_AT_ONCE)) === JOBS_AT_ONCE);
  while (!isStopped()) {
    const mails = await claimMails(parts, MAILS_AT_ONCE);
    const hasGoneThrough = mails.length > 0 && (await deliverBatch(parts, mails));
    if (!hasGoneThrough || mails.length < MAILS_AT_ONCE) return;
  }
}

/** Whether any of the mails got through. */
async function deliverBatch(parts: DeliveryParts, mails: readonly ClaimedMail[]): Promise<boolean> {
  const aboutTickets = mails.filter(({ kind }) => kind !== 'WELCOME');
  // If one of them is at fault, each is tried on its own.
  const facts = aboutTickets.length > 0 ? await readMailFacts(parts, aboutTickets).catch(() => null) : null;
  const batch = { facts, drop: gathered((ids) => dropMails(parts, ids)) };
  const outcomes = await Promise.all(mails.map((mail) => deliver(parts, mail, batch)));
  return outcomes.includes(true);
}

interface Batch {
  readonly facts: ReadonlyMap<number, MailFacts> | null;
  readonly drop: (mailId: number) => Promise<void>;
}

/** Does for all ids of a moment at once what each is to have done. */
function gathered(work: (ids: readonly number[]) => Promise<void>): (id: number) => Promise<void> {
  let ids: number[] = [];
  let done: Promise<void> | null = null;
  const run = async () => {
    await setImmediate();
    const batch = ids;
    ids = [];
    done = null;
    await work(batch);
  };
  return (id) => {
    ids.push(id);
    done ??= run();
    return done;
  };
}

/** False if the mail did not get through. */
async function deliver(parts: DeliveryParts, mail: ClaimedMail, { facts, drop }: Batch): Promise<boolean> {
  const { transport, log } = parts;
  const { id: mailId, eventId, userId, kind, attempts } = mail;
  try {
    const composed = await compose(parts, mail, facts);
    if (composed) await transport.send(composed);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const details = { mailId, eventId, userId, kind, attempts, reason };
    if (await postponeMail(parts, mail)) log.warn(details, 'a mail did not get through and is tried again later');
    else log.error(details, 'a mail did not get through and is given up');
    return false;
  }
  await drop(mailId);
  return true;
}

/** Null if there is nobody to tell by now, or nothing that may be told. */
async function compose(parts: DeliveryParts, mail: ClaimedMail, known: Batch['facts']): Promise<Mail | null> {
  const { kind, userId } = mail;
  if (kind === 'WELCOME') {
    const newcomer = await readNewcomer(parts, userId);
    return newcomer && welcomeMail(newcomer, parts);
  }
  const facts = (known ?? (await readMailFacts(parts, [mail]))).get(mail.id);
  return facts ? composeMail(kind, facts, parts) : null;
}
