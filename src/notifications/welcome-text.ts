import type { Mail } from '../core/mail.js';
import type { Newcomer } from '../domain/outbox/outbox-service.js';
import { oneLine, writePage } from './mail-page.js';
import type { MailOptions } from './mail-text.js';

/** The mail that greets a new user. It has no password in it: mails are read by others, and kept. */
export function welcomeMail({ id, username, fullName, email }: Newcomer, { mailFrom, publicUrl }: MailOptions): Mail {
  const { hostname } = new URL(publicUrl);
  const page = {
    headline: `Welcome, ${fullName}. You have an account at the help desk.`,
    body: 'Your password is not in this mail: whoever made the account for you tells you.',
    details: [`Username: ${oneLine(username)}`],
    link: publicUrl,
    why: 'You get this mail because an account was made for you.',
  };
  return {
    from: { name: 'Help desk', address: mailFrom },
    to: { name: oneLine(fullName), address: email },
    subject: 'Welcome to the help desk',
    ...writePage(page, publicUrl),
    messageId: `<welcome.user-${id}@${hostname}>`,
    threadId: `<user-${id}@${hostname}>`,
  };
}
