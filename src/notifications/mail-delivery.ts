import type { Mail, MailTransport } from '../core/mail.js';
import {
  addressJobs,
  type ClaimedMail,
  claimMails,
  dropMail,
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

const JOBS_AT_ONCE = 10;
const MAILS_AT_ONCE = 5;

/** Delivers everything that is due. Stops early when nothing of a whole batch gets through, or when told to. */
export async function deliverDue(parts: DeliveryParts, isStopped: () => boolean): Promise<void> {
  while (!isStopped() && (await addressJobs(parts, JOBS_AT_ONCE)) === JOBS_AT_ONCE);
  while (!isStopped()) {
    const mails = await claimMails(parts, MAILS_AT_ONCE);
    const outcomes = await Promise.all(mails.map((mail) => deliver(parts, mail)));
    if (!outcomes.includes(true)) return;
  }
}

/** False if the mail did not get through. */
async function deliver(parts: DeliveryParts, mail: ClaimedMail): Promise<boolean> {
  const { transport, log } = parts;
  const { id: mailId, eventId, userId, kind, attempts } = mail;
  try {
    const composed = await compose(parts, mail);
    if (composed) await transport.send(composed);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const details = { mailId, eventId, userId, kind, attempts, reason };
    if (await postponeMail(parts, mail)) log.warn(details, 'a mail did not get through and is tried again later');
    else log.error(details, 'a mail did not get through and is given up');
    return false;
  }
  await dropMail(parts, mail);
  return true;
}

/** Null if there is nobody to tell by now, or nothing that may be told. */
async function compose(parts: DeliveryParts, mail: ClaimedMail): Promise<Mail | null> {
  const { kind, userId } = mail;
  if (kind === 'WELCOME') {
    const newcomer = await readNewcomer(parts, userId);
    return newcomer && welcomeMail(newcomer, parts);
  }
  const facts = await readMailFacts(parts, mail);
  return facts && composeMail(kind, facts, parts);
}
