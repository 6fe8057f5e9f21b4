import type { Mail } from '../core/mail.js';
import type { TicketMailKind } from '../domain/outbox/outbox-rules.js';
import type { MailFacts } from '../domain/outbox/outbox-service.js';
import { oneLine, writePage } from './mail-page.js';

export interface MailOptions {
  /** Sender of mails about no category, or about one without an address of its own. */
  readonly mailFrom: string;
  readonly publicUrl: string;
}

const SUBJECT_LENGTH_MAX = 200;

/** The mail that tells the facts, as text and as HTML. */
export function composeMail(kind: TicketMailKind, facts: MailFacts, options: MailOptions): Mail {
  const { recipient, event, ticket } = facts;
  const { hostname } = new URL(options.publicUrl);
  const page = {
    headline: headlineOf(kind, facts),
    body: facts.comment?.body ?? ticket.body,
    details: detailsOf(facts),
    link: `${options.publicUrl}/Ticket/${ticket.id}`,
    why: WHY[kind],
  };

  return {
    from: { name: oneLine(ticket.category.name), address: ticket.category.fromAddress || options.mailFrom },
    to: { name: oneLine(recipient.fullName), address: recipient.email },
    subject: subjectOf(kind, facts),
    ...writePage(page, options.publicUrl),
    messageId: `<event-${event.id}.user-${recipient.id}@${hostname}>`,
    threadId: `<ticket-${ticket.id}@${hostname}>`,
  };
}

const WHY: Record<TicketMailKind, string> = {
  CONFIRMATION: 'You get this mail because the ticket is yours.',
  NEW_TICKET: 'You get this mail because you are a technician of the category.',
  REPLY: 'You get this mail because you take part in the ticket.',
  INTERNAL_NOTE: 'You get this mail because you work on the ticket. Customers cannot see the note.',
  ASSIGNMENT: 'You get this mail because the ticket is assigned to you.',
  CLOSING: 'You get this mail because you take part in the ticket.',
};

function headlineOf(kind: TicketMailKind, { event, ticket, comment }: MailFacts): string {
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
function subjectOf(kind: TicketMailKind, { ticket }: MailFacts): string {
  const isFirst = kind === 'CONFIRMATION' || kind === 'NEW_TICKET';
  return `${isFirst ? '' : 'Re: '}[#${ticket.id}] ${oneLine(ticket.subject)}`
    .slice(0, SUBJECT_LENGTH_MAX)
    .toWellFormed();
}
