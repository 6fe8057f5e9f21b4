import { documentBody } from '../../core/html.js';
import type { Ticket } from '../../generated/prisma/client.js';
import type { TopicText } from './content.js';
import type { Desk } from './desk.js';
import type { Person } from './people.js';
import type { Random } from './random.js';
import { begin, CLOSED, change, IN_PROGRESS, NEW, reply, type Story } from './story.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** All that one ticket is made from. */
export interface Plot {
  readonly id: number;
  readonly topic: TopicText;
  readonly place: string;
  readonly submitter: Person;
  readonly technicians: readonly Person[];
  readonly desk: Desk;
  readonly random: Random;
  readonly createdAt: Date;
  /** Nothing happens after this. */
  readonly until: Date;
}

/** Lets a ticket live: from filing it to where it stands now. Old tickets are mostly closed, fresh ones mostly are not. */
export function play(plot: Plot): Story {
  const { random, topic, submitter, until } = plot;
  const technician = random.pick(plot.technicians);
  const story = file(plot, technician);
  const clock = createClock(plot);
  const ageDays = (until.getTime() - plot.createdAt.getTime()) / DAY_MS;
  if (ageDays < 12 && random.chance(0.4)) return story;

  takeOver(story, { at: clock(5, 240), actorId: technician.id }, technician);
  const turns = Math.max(topic.staff.length, topic.customer.length);
  for (let turn = 0; turn < turns; turn += 1) {
    const [answer, question] = [topic.staff[turn], topic.customer[turn]];
    if (answer) reply(story, { at: clock(5, 300), actorId: technician.id }, answer, 'staff');
    if (turn === 0 && random.chance(0.4)) {
      reply(story, { at: clock(2, 60), actorId: random.pick(plot.technicians).id }, topic.note, 'internal');
    }
    if (ageDays < 30 && random.chance(0.3)) return pause(story, plot, { at: clock(5, 30), actorId: technician.id });
    if (question) reply(story, { at: clock(20, 1500), actorId: submitter.id }, question, 'submitter');
  }

  if (random.chance(ageDays > 40 ? 0.97 : 0.6)) close(story, { at: clock(5, 900), actorId: technician.id }, random);
  return story;
}

function file(plot: Plot, technician: Person): Story {
  const { id, topic, place, submitter, desk, random, createdAt } = plot;
  const origin = random.pick(['EMAIL', 'EMAIL', 'WEB_APP', 'WEB_APP', 'WEB_APP', 'PHONE', 'API', 'IN_PERSON'] as const);
  const onBehalfOfId = origin === 'PHONE' && technician.id !== submitter.id ? technician.id : null;
  const ticket: Ticket = {
    id,
    subject: random.pick(topic.subjects).replace('{place}', place),
    body: documentBody(topic.body.replace('{place}', place)),
    priority: topic.priority ?? random.pick([-1, 0, 0, 0, 0, 0, 1]),
    statusId: NEW,
    categoryId: desk.categoryId(topic.category),
    submitterId: submitter.id,
    onBehalfOfId,
    assigneeId: null,
    origin,
    createdAt,
    updatedAt: createdAt,
    lastUpdatedById: onBehalfOfId ?? submitter.id,
    startedAt: null,
    resolvedAt: null,
    dueDate: random.chance(0.4) ? new Date(createdAt.getTime() + random.whole(2, 14) * DAY_MS) : null,
    timeSpentSeconds: 0,
    updatedByUser: false,
    updatedByStaff: false,
    updatedForStaff: false,
    version: 1,
    parentId: null,
  };
  return begin(ticket, topic.tags, onBehalfOfId ?? submitter.id);
}

/** Time that only moves forward, and never past the end of the story. */
function createClock({ random, createdAt, until }: Plot): (minutesMin: number, minutesMax: number) => Date {
  let time = createdAt.getTime();
  return (minutesMin, minutesMax) => {
    const next = time + random.whole(minutesMin, minutesMax) * MINUTE_MS + random.whole(0, 59) * 1000;
    time = Math.min(next, Math.max(until.getTime(), time));
    return new Date(time);
  };
}

function takeOver(story: Story, moment: { at: Date; actorId: number }, { id, fullName }: Person): void {
  change(story, moment, {
    kind: 'UPDATED',
    patch: { assigneeId: id, statusId: IN_PROGRESS, startedAt: moment.at },
    log: [`Ticket taken by ${fullName}`, 'Status changed to In progress'],
  });
}

/** Nothing more happens yet: half of such tickets wait for somebody. */
function pause(story: Story, { desk, random }: Plot, moment: { at: Date; actorId: number }): Story {
  if (random.chance(0.5)) return story;
  const { id, name } = random.pick(desk.ownStatuses);
  change(story, moment, { kind: 'UPDATED', patch: { statusId: id }, log: [`Status changed to ${name}`] });
  return story;
}

function close(story: Story, moment: { at: Date; actorId: number }, random: Random): void {
  const patch = { statusId: CLOSED, resolvedAt: moment.at, timeSpentSeconds: random.whole(4, 150) * 60 };
  change(story, moment, { kind: 'CLOSED', patch, log: ['Ticket closed'] });
}
