import type { Mail, MailAddress, MailTransport } from '../core/mail.js';
import type { Log } from './log.js';

const CONNECTIONS_MAX = 3;

interface Timeouts {
  readonly connectionTimeout: number;
  readonly greetingTimeout: number;
  readonly socketTimeout: number;
}

/** A server that falls silent at any point is given up after these. Milliseconds. */
const TIMEOUTS: Timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 };

/** Delivers through the SMTP server at the address, over a few connections that are kept open while there is something to send. */
export function createSmtpTransport(url: string, timeouts: Partial<Timeouts> = {}): MailTransport {
  const opened = openTransport(url, timeouts);
  return {
    async send({ from, to, subject, text, html, messageId, threadId }) {
      const smtp = await opened;
      await smtp.sendMail({
        from: { ...from },
        to: { ...to },
        subject,
        text,
        html,
        messageId,
        inReplyTo: threadId,
        references: threadId,
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
      });
    },
    close: () => void opened.then((smtp) => smtp.close()),
  };
}

/** The library is large, and not loaded where no mail is sent. */
async function openTransport(url: string, timeouts: Partial<Timeouts>) {
  const { createTransport } = await import('nodemailer');
  return createTransport({
    url,
    pool: true,
    maxConnections: CONNECTIONS_MAX,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...TIMEOUTS,
    ...timeouts,
  });
}

/** Stands in where there is no SMTP server: notes in the log that there is a mail, and at level debug what it says. */
export function createLogTransport(log: Log): MailTransport {
  return {
    async send({ to, subject, text, messageId }: Mail) {
      log.info({ to: redact(to), messageId }, 'mail not sent: there is no SMTP_URL');
      log.debug({ messageId, subject, text }, 'text of the mail');
    },
    close() {},
  };
}

/** Enough of an address to recognise it. */
function redact({ address }: MailAddress): string {
  return address.replace(/^(.)[^@]*/, '$1***');
}
