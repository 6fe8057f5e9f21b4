import { plainText, safeHtml } from '../core/html.js';
import type { Mail } from '../core/mail.js';
import type { MailFacts } from '../domain/outbox/outbox-service.js';
import type { MailKind } from '../generated/prisma/enums.js';

export interface MailOptions {
  /** Sender of mails about categories without an address of their own. */
  readonly mailFrom: string;
  readonly publicUrl: string;
}

const SUBJECT_LENGTH_MAX = 200;

/** The mail that tells the facts, as text and as HTML. */
export function composeMail(kind: MailKind, facts: MailFacts, options: MailOptions): Mail {
  const { recipient, event, ticket } = facts;
  const { hostname } = new URL(options.publicUrl);
  const link = `${options.publicUrl}/Ticket/${ticket.id}`;
  const headline = headlineOf(kind, facts);
  const body = facts.comment?.body ?? ticket.body;
  const details = detailsOf(facts);
  const why = WHY[kind];

  return {
    from: { name: oneLine(ticket.category.name), address: ticket.category.fromAddress || options.mailFrom },
    to: { name: oneLine(recipient.fullName), address: recipient.email },
    subject: subjectOf(kind, facts),
    text: [headline, plainText(body), details.join('\n'), link, `-- \n${why}`].filter(Boolean).join('\n\n'),
    html: toHtml({ headline, body: absoluteLinks(safeHtml(body), options.publicUrl), details, link, why }),
    messageId: `<event-${event.id}.user-${recipient.id}@${hostname}>`,
    threadId: `<ticket-${ticket.id}@${hostname}>`,
  };
}

const WHY: Record<MailKind, string> = {
  CONFIRMATION: 'You get this mail because the ticket is yours.',
  NEW_TICKET: 'You get this mail because you are a technician of the category.',
  REPLY: 'You get this mail because you take part in the ticket.',
  INTERNAL_NOTE: 'You get this mail because you work on the ticket. Customers cannot see the note.',
  ASSIGNMENT: 'You get this mail because the ticket is assigned to you.',
  CLOSING: 'You get this mail because you take part in the ticket.',
};

function headlineOf(kind: MailKind, { event, ticket, comment }: MailFacts): string {
  const actor = event.actor?.fullName ?? 'The help desk';
  const number = `#${ticket.id}`;
  switch (kind) {
    case 'CONFIRMATION':
      return `Your ticket has arrived. Its number is ${number}.`;
    case 'NEW_TICKET':
      return `${ticket.submitter.fullName} has a new ticket in ${ticket.category.name}: ${number}.`;
    case 'REPLY':
      return `${comment?.author?.fullName ?? actor} replied to ticket ${number}.`;
    case 'INTERNAL_NOTE':
      return `${comment?.author?.fullName ?? actor} wrote an internal note on ticket ${number}.`;
    case 'ASSIGNMENT':
      return `${actor} assigned ticket ${number} to you.`;
    case 'CLOSING':
      return `${actor} closed ticket ${number}.`;
  }
}

function detailsOf({ ticket }: MailFacts): string[] {
  return [
    `Ticket: #${ticket.id} ${oneLine(ticket.subject)}`,
    `Category: ${ticket.category.name}`,
    `Status: ${ticket.status.name}`,
    ...(ticket.assignee ? [`Assigned to: ${ticket.assignee.fullName}`] : []),
  ];
}

/** The same for all mails about a ticket, since some programs sort conversations by it. */
function subjectOf(kind: MailKind, { ticket }: MailFacts): string {
  const isFirst = kind === 'CONFIRMATION' || kind === 'NEW_TICKET';
  return `${isFirst ? '' : 'Re: '}[#${ticket.id}] ${oneLine(ticket.subject)}`
    .slice(0, SUBJECT_LENGTH_MAX)
    .toWellFormed();
}

interface Page {
  readonly headline: string;
  /** HTML that is safe already. */
  readonly body: string;
  readonly details: readonly string[];
  readonly link: string;
  readonly why: string;
}

function toHtml({ headline, body, details, link, why }: Page): string {
  return [
    '<!doctype html><html><body style="font-family:sans-serif">',
    `<p><strong>${escapeHtml(headline)}</strong></p>`,
    `<div>${body}</div>`,
    `<p style="color:#555">${details.map(escapeHtml).join('<br>')}</p>`,
    `<p><a href="${escapeHtml(link)}">${escapeHtml(link)}</a></p>`,
    `<p style="color:#888;font-size:smaller">${escapeHtml(why)}</p>`,
    '</body></html>',
  ].join('\n');
}

/** Bodies point at files of the desk by path, which means nothing in a mail. */
function absoluteLinks(html: string, publicUrl: string): string {
  return html.replace(/(\s(?:src|href)=")\/(?!\/)/g, `$1${publicUrl}/`);
}

/** Header fields and lists hold one line. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
