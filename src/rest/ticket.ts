import { keep, keptPerCaller } from '../core/kept.js';
import { isTechnicianIn, signedIn } from '../core/principal.js';
import { visibleTicketFiles } from '../domain/attachment/attachment-policy.js';
import { getTicket } from '../domain/ticket/ticket-service.js';
import type { Prisma } from '../generated/prisma/client.js';
import { taking } from './arguments.js';
import { Attachment } from './attachment.js';
import { builder } from './builder.js';
import { originName } from './origin.js';
import { Tag } from './tag.js';
import { ticketId } from './ticket-params.js';
import { User, userRow } from './user.js';

/** Loads a ticket for the wire; of its files those that the caller may see. */
const ticketShape = keptPerCaller((who) => {
  const files = { where: visibleTicketFiles(who), orderBy: { id: 'asc' } } satisfies Prisma.Ticket$attachmentsArgs;
  const include = {
    status: true,
    category: { select: { name: true, forTechsOnly: true } },
    submitter: userRow,
    assignee: userRow,
    onBehalfOf: { select: { fullName: true } },
    tags: { select: { tag: true }, orderBy: { tag: { name: 'asc' } } },
    integrations: { orderBy: { name: 'asc' } },
    attachments: files,
  } as const satisfies Prisma.TicketInclude;
  return { include: keep(include) };
});

type TicketDetails = Prisma.TicketGetPayload<ReturnType<typeof ticketShape>>;

/** Answer of `ticket` (rest.md § 2.2), keys in the recorded order. */
const Ticket = builder.objectRef<TicketDetails>('Ticket').implement({
  description: 'A ticket with everything but comments, custom fields and related tickets.',
  fields: (t) => ({
    SubmitterUserInfo: t.field({ type: User, resolve: ({ submitter }) => submitter }),
    CategoryName: t.string({ resolve: ({ category }) => category.name }),
    AssigneeUserInfo: t.field({ type: User, nullable: true, resolve: ({ assignee }) => assignee }),
    Url: t.string({ resolve: ({ id }, _args, { settings }) => `${settings.publicUrl}/Ticket/${id}` }),
    ViewingTechNames: t.stringList({ resolve: () => [] }),
    Origin: t.string({ resolve: ({ origin }) => originName(origin) }),
    IsActiveChat: t.boolean({ resolve: () => false }),
    Tags: t.field({ type: [Tag], resolve: ({ tags }) => tags.map(({ tag }) => tag) }),
    OnBehalfUserName: t.string({ nullable: true, resolve: ({ onBehalfOf }) => onBehalfOf?.fullName ?? null }),
    Integrations: t.field({ type: 'TextMap', resolve: ({ integrations }) => textMap(integrations) }),
    IssueDate: t.expose('createdAt', { type: 'Time' }),
    Subject: t.exposeString('subject'),
    Body: t.exposeString('body'),
    Priority: t.exposeInt('priority'),
    DueDate: t.expose('dueDate', { type: 'Time', nullable: true }),
    StartDate: t.expose('startedAt', { type: 'Time', nullable: true }),
    TimeSpentInSeconds: t.exposeInt('timeSpentSeconds'),
    LastUpdated: t.expose('updatedAt', { type: 'Time' }),
    UpdatedByUser: t.exposeBoolean('updatedByUser'),
    UpdatedByPerformer: t.exposeBoolean('updatedByStaff'),
    UpdatedForTechView: t.exposeBoolean('updatedForStaff'),
    Attachments: t.field({ type: [Attachment], resolve: ({ attachments }) => attachments }),
    Status: t.string({ resolve: ({ status }) => status.name }),
    StatusStopTimeSpent: t.boolean({ resolve: ({ status }) => status.stopsTimer }),
    StatusID: t.exposeInt('statusId'),
    TicketID: t.exposeInt('id'),
    IssueID: t.exposeInt('id'),
    UserID: t.exposeInt('submitterId'),
    AssignedToUserID: t.exposeInt('assigneeId', { nullable: true }),
    CategoryID: t.exposeInt('categoryId'),
    ResolvedDate: t.expose('resolvedAt', { type: 'Time', nullable: true }),
    IsCurrentUserTechInThisCategory: t.boolean({
      resolve: ({ categoryId }, _args, ctx) => isTechnicianIn(signedIn(ctx), categoryId),
    }),
    IsCurrentCategoryForTechsOnly: t.boolean({ resolve: ({ category }) => category.forTechsOnly }),
    SubmittedByCurrentUser: t.boolean({ resolve: ({ submitterId }, _args, ctx) => submitterId === signedIn(ctx).id }),
    IsShared: t.boolean({ resolve: () => false }),
    IsInKb: t.boolean({ resolve: () => false }),
    Stats: t.field({ type: 'Nothing', nullable: true, resolve: () => null }),
  }),
});

builder.queryField('ticket', (t) =>
  t.field({ type: Ticket, ...taking(ticketId, ({ id }, ctx) => getTicket(ctx, id, ticketShape(signedIn(ctx)))) }),
);

function textMap(rows: readonly { readonly name: string; readonly url: string }[]): Record<string, string> {
  return Object.fromEntries(rows.map(({ name, url }) => [name, url]));
}
