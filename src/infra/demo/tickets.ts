import type { AssetSketch } from './assets.js';
import type { DemoContent, TopicText } from './content.js';
import type { Desk } from './desk.js';
import type { Person } from './people.js';
import { play } from './plot.js';
import { at, type Random } from './random.js';
import { change, type Story } from './story.js';

const TICKETS = 340;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

export interface World {
  readonly content: DemoContent;
  readonly desk: Desk;
  readonly people: readonly Person[];
  readonly assets: readonly AssetSketch[];
  readonly random: Random;
  /** The last midnight: everything happened before. */
  readonly until: Date;
}

/** A ticket's story, with what it is about. */
export interface Telling {
  readonly story: Story;
  readonly topic: TopicText;
  readonly submitter: Person;
  readonly assetId: number | null;
}

/** A year of tickets, oldest first, more of them towards the end. */
export function tellTickets(world: World): Telling[] {
  const tellings = Array.from({ length: TICKETS }, (_, index) => tell(world, index));
  for (let index = 20; index + 1 < TICKETS; index += 29)
    adopt(at(tellings, index), at(tellings, index + 1), world.until);
  return tellings;
}

/** Pairs of tickets that have to do with each other: those of the same topic that follow at some distance. */
export function linkedPairs(tellings: readonly Telling[]): [Telling, Telling][] {
  return tellings.flatMap((telling, index): [Telling, Telling][] => {
    const twin = tellings.slice(index + 1).find(({ topic }) => topic === telling.topic);
    return index % 23 === 7 && twin ? [[telling, twin]] : [];
  });
}

function tell({ content, desk, people, assets, random, until }: World, index: number): Telling {
  const topic = random.pick(content.tickets.topics);
  const isInternal = topic.category === 'Internal';
  const submitter = random.pick(people.filter(({ isStaff, isDisabled }) => isStaff === isInternal && !isDisabled));
  const story = play({
    id: index + 1,
    topic,
    place: random.pick(content.tickets.places),
    submitter,
    technicians: people.filter(({ technicianOf }) => technicianOf.includes(topic.category)),
    desk,
    random,
    createdAt: filedAt(index, random, until),
    until,
  });
  const boss = people.find(({ isManager, companyId }) => isManager && companyId === submitter.companyId);
  if (boss && boss.id !== submitter.id && random.chance(0.15)) story.subscriberIds.add(boss.id);
  const suitable = assets.filter(({ type, companyId }) => type === topic.asset && companyId === submitter.companyId);
  const assetId = suitable.length > 0 && random.chance(0.7) ? random.pick(suitable).id : null;
  return { story, topic, submitter, assetId };
}

/** Working hours of the day that the ticket falls on. */
function filedAt(index: number, random: Random, until: Date): Date {
  const daysAgo = Math.ceil(365 * (1 - (index + 1) / TICKETS) ** 1.3) + 1;
  const minutes = 7 * 60 + Math.floor((((index * 7) % 10) / 10) * 600) + random.whole(0, 59);
  return new Date(until.getTime() - daysAgo * DAY_MS + minutes * MINUTE_MS + random.whole(0, 59_999));
}

/** Makes the second a part of the first. */
function adopt(parent: Telling, child: Telling, until: Date): void {
  const { ticket } = child.story;
  const at = new Date(Math.min(ticket.updatedAt.getTime() + 10 * MINUTE_MS, until.getTime()));
  const actorId = ticket.assigneeId ?? ticket.submitterId;
  change(child.story, { at, actorId }, { kind: 'PARENT_CHANGED', patch: { parentId: parent.story.ticket.id } });
}
