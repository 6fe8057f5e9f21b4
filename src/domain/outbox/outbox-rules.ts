import type { MailKind } from '../../generated/prisma/enums.js';

/** The mails that tell what happened to a ticket. */
export type TicketMailKind = Exclude<MailKind, 'WELCOME'>;

/** After so many tries a mail is given up: half a day with the pauses below. */
export const ATTEMPTS_MAX = 12;

/** How long a process has for a try; then another may take over. Longer than all timeouts of a delivery together. */
export const LEASE_MS = 3 * 60_000;

const FIRST_PAUSE_MS = 30_000;
const PAUSE_MAX_MS = 4 * 60 * 60_000;

/** The pause after the given number of failed tries: doubled each time, up to a limit. */
export function pauseAfter(attempts: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** (attempts - 1), PAUSE_MAX_MS);
}
