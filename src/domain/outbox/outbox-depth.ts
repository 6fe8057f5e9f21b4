import type { Db } from '../../core/context.js';

/** How many mails wait, and changes whose recipients are not known yet. */
export async function outboxDepth(db: Db): Promise<number> {
  const [mails, jobs] = await Promise.all([db.outgoingMail.count(), db.mailJob.count()]);
  return mails + jobs;
}
