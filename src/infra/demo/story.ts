import { HISTORY_FIELDS } from '../../core/history-fields.js';
import { commentBody } from '../../core/html.js';
import type { Prisma, Ticket } from '../../generated/prisma/client.js';
import type { TicketEventKind } from '../../generated/prisma/enums.js';

/** Ids that every desk has. */
export const NEW = 1;
export const IN_PROGRESS = 2;
export const CLOSED = 3;

export interface CommentSketch {
  readonly authorId: number | null;
  readonly body: string;
  readonly isInternal: boolean;
  readonly isSystem: boolean;
  readonly createdAt: Date;
  readonly recipientIds: readonly number[];
}

export interface EventSketch {
  readonly kind: TicketEventKind;
  readonly actorId: number;
  readonly at: Date;
  readonly changes: Prisma.InputJsonObject[];
  readonly comment?: CommentSketch;
}

/** One ticket and everything that happened to it so far. */
export interface Story {
  ticket: Ticket;
  readonly comments: CommentSketch[];
  readonly events: EventSketch[];
  /** Besides the submitter. */
  readonly subscriberIds: Set<number>;
}

/** Somebody does something at some time. */
export interface Moment {
  readonly at: Date;
  readonly actorId: number;
}

/** The ticket is filed. */
export function begin(ticket: Ticket, tags: readonly string[], actorId: number): Story {
  const changes = [...differences(null, ticket), { field: 'tags', before: null, after: [...tags] }];
  const events: EventSketch[] = [{ kind: 'CREATED', actorId, at: ticket.createdAt, changes }];
  return { ticket, comments: [], events, subscriberIds: new Set() };
}

/** Staff change fields; the lines of the log say so in the ticket's comments. */
export function change(
  story: Story,
  { at, actorId }: Moment,
  what: { kind: TicketEventKind; patch: Partial<Ticket>; log?: readonly string[] },
): void {
  const after = touch({ ...story.ticket, ...what.patch }, { at, actorId });
  story.events.push({ kind: what.kind, actorId, at, changes: differences(story.ticket, after) });
  story.ticket = after;
  for (const body of what.log ?? []) {
    const entry = { authorId: null, body, isInternal: false, isSystem: true, createdAt: at, recipientIds: [] };
    story.comments.push(entry);
  }
}

/** Somebody writes. Staff who write follow the ticket from then on. */
export function reply(
  story: Story,
  { at, actorId }: Moment,
  text: string,
  side: 'submitter' | 'staff' | 'internal',
): void {
  const { submitterId, assigneeId } = story.ticket;
  const told = side === 'submitter' ? assigneeId : submitterId;
  const comment: CommentSketch = {
    authorId: actorId,
    body: commentBody(text),
    isInternal: side === 'internal',
    isSystem: false,
    createdAt: at,
    recipientIds: told === null || told === actorId || side === 'internal' ? [] : [told],
  };
  story.comments.push(comment);
  story.events.push({ kind: 'COMMENT_ADDED', actorId, at, changes: [], comment });
  if (actorId !== submitterId) story.subscriberIds.add(actorId);
  story.ticket = touch({ ...story.ticket, ...flags(side) }, { at, actorId });
}

function flags(side: 'submitter' | 'staff' | 'internal'): Partial<Ticket> {
  if (side === 'internal') return { updatedForStaff: true };
  return { updatedByUser: side === 'submitter', updatedByStaff: side === 'staff', updatedForStaff: false };
}

function touch(ticket: Ticket, { at, actorId }: Moment): Ticket {
  return { ...ticket, updatedAt: at, lastUpdatedById: actorId, version: ticket.version + 1 };
}

function differences(before: Ticket | null, after: Ticket): Prisma.InputJsonObject[] {
  return HISTORY_FIELDS.flatMap((field) => {
    const [old, fresh] = [toJson(before?.[field] ?? null), toJson(after[field])];
    return old === fresh ? [] : [{ field, before: old, after: fresh }];
  });
}

function toJson(value: Date | string | number | null): string | number | null {
  return value instanceof Date ? value.toISOString() : value;
}
