import type { Db } from '../../core/context.js';
import type { Desk } from './desk.js';
import { someValue } from './field-values.js';
import type { Random } from './random.js';
import type { CommentSketch, EventSketch } from './story.js';
import { linkedPairs, type Telling } from './tickets.js';

interface Surroundings {
  readonly desk: Desk;
  readonly random: Random;
  tagId(name: string): number;
}

/** Writes what was told, a table at a time. Comments and events get their ids in the order in which they happened. */
export async function writeTickets(db: Db, tellings: readonly Telling[], around: Surroundings): Promise<void> {
  await db.ticket.createMany({ data: tellings.map(({ story }) => story.ticket) });
  await db.ticketParticipant.createMany({ data: tellings.flatMap(participants) });
  const commentIds = await writeComments(db, tellings);
  await writeEvents(db, tellings, commentIds);

  await db.ticketTag.createMany({
    data: tellings.flatMap(({ story, topic }) =>
      topic.tags.map((name) => ({ ticketId: story.ticket.id, tagId: around.tagId(name) })),
    ),
  });
  await db.ticketAsset.createMany({
    data: tellings.flatMap(({ story, assetId }) => (assetId === null ? [] : [{ ticketId: story.ticket.id, assetId }])),
  });
  await db.ticketLink.createMany({
    data: linkedPairs(tellings).flatMap(([one, other]) => {
      const [ticketId, linkedTicketId] = [one.story.ticket.id, other.story.ticket.id];
      return [
        { ticketId, linkedTicketId },
        { ticketId: linkedTicketId, linkedTicketId: ticketId },
      ];
    }),
  });
  await db.customFieldValue.createMany({ data: tellings.flatMap((telling) => fieldValues(telling, around)) });
}

function participants({ story: { ticket, subscriberIds } }: Telling) {
  return [...new Set([ticket.submitterId, ...subscriberIds])].map((userId) => ({ ticketId: ticket.id, userId }));
}

async function writeComments(db: Db, tellings: readonly Telling[]): Promise<ReadonlyMap<CommentSketch, number>> {
  const all = tellings.flatMap(({ story: { ticket, comments } }) =>
    comments.map((sketch) => ({ sketch, ticketId: ticket.id })),
  );
  all.sort((one, other) => one.sketch.createdAt.getTime() - other.sketch.createdAt.getTime());
  const rows = all.map(({ sketch: { recipientIds, ...row }, ticketId }, index) => ({
    id: index + 1,
    ticketId,
    ...row,
  }));
  await db.comment.createMany({ data: rows });
  await db.commentRecipient.createMany({
    data: all.flatMap(({ sketch }, index) => sketch.recipientIds.map((userId) => ({ commentId: index + 1, userId }))),
  });
  return new Map(all.map(({ sketch }, index) => [sketch, index + 1]));
}

async function writeEvents(
  db: Db,
  tellings: readonly Telling[],
  commentIds: ReadonlyMap<CommentSketch, number>,
): Promise<void> {
  const links = linkedPairs(tellings).flatMap(([one, other]) => [linkEvent(one, other), linkEvent(other, one)]);
  const own = tellings.flatMap(({ story: { ticket, events } }) =>
    events.map((sketch) => ({ sketch, ticketId: ticket.id })),
  );
  const all = [...own, ...links].sort((one, other) => one.sketch.at.getTime() - other.sketch.at.getTime());
  await db.ticketEvent.createMany({
    data: all.map(({ sketch: { comment, ...row }, ticketId }, index) => ({
      id: index + 1,
      ticketId,
      ticketNumber: ticketId,
      face: 'SYSTEM' as const,
      commentId: comment ? commentIds.get(comment) : null,
      isInternal: comment?.isInternal ?? false,
      ...row,
    })),
  });
}

/** Staff noticed when the later of the two was last touched. */
function linkEvent({ story }: Telling, other: Telling): { sketch: EventSketch; ticketId: number } {
  const touched = [story.ticket, other.story.ticket].map(({ updatedAt }) => updatedAt.getTime());
  const changes = [{ field: 'linkedTicketId', before: null, after: other.story.ticket.id }];
  const actorId = story.ticket.assigneeId ?? story.ticket.submitterId;
  return {
    sketch: { kind: 'LINKED', actorId, at: new Date(Math.max(...touched)), changes },
    ticketId: story.ticket.id,
  };
}

function fieldValues({ story: { ticket }, topic }: Telling, { desk, random }: Surroundings) {
  const offered = desk.fields.filter(
    ({ usage, categories }) => usage === 'TICKET' && (categories?.includes(topic.category) ?? true),
  );
  return offered
    .filter(() => random.chance(0.5))
    .map((field) => ({ ticketId: ticket.id, fieldId: field.id, ...someValue(field, random, ticket.createdAt) }));
}
