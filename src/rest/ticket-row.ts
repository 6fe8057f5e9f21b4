import type { Context } from '../core/context.js';
import { signedIn } from '../core/principal.js';
import { visibleFieldValues } from '../domain/custom-field/custom-field-policy.js';
import type { Prisma } from '../generated/prisma/client.js';
import { builder } from './builder.js';
import { FieldValue, fieldValueRow, fieldWithValue } from './custom-field.js';
import { originName } from './origin.js';

const person = { username: true, firstName: true, lastName: true } as const satisfies Prisma.UserSelect;

/** Loads a ticket for a list of the wire. */
export const ticketRow = {
  select: {
    id: true,
    subject: true,
    priority: true,
    statusId: true,
    categoryId: true,
    submitterId: true,
    assigneeId: true,
    origin: true,
    createdAt: true,
    updatedAt: true,
    lastUpdatedById: true,
    startedAt: true,
    resolvedAt: true,
    dueDate: true,
    timeSpentSeconds: true,
    updatedByUser: true,
    updatedByStaff: true,
    updatedForStaff: true,
    status: { select: { name: true, color: true } },
    category: { select: { name: true, sectionId: true } },
    submitter: { select: { ...person, email: true, companyId: true, company: { select: { name: true } } } },
    assignee: { select: person },
    lastUpdatedBy: { select: { username: true } },
    subTickets: { select: { id: true }, take: 1 },
  },
} as const satisfies Prisma.TicketDefaultArgs;

/** The same with the custom fields that the caller may see. */
export function ticketRowWithFields(ctx: Context) {
  const where = visibleFieldValues(signedIn(ctx));
  const orderBy: Prisma.CustomFieldValueOrderByWithRelationInput[] = [
    { field: { position: 'asc' } },
    { fieldId: 'asc' },
  ];
  return { select: { ...ticketRow.select, fieldValues: { ...fieldValueRow, where, orderBy } } };
}

type Row = Prisma.TicketGetPayload<typeof ticketRow>;
type Fields = Prisma.CustomFieldValueGetPayload<typeof fieldValueRow>[];

/** Row of `Tickets` and its like (rest.md § 2.1), keys in the recorded order. */
export const TicketRow = builder.objectRef<Row & { fieldValues?: Fields }>('TicketRow').implement({
  description: 'A ticket in a list.',
  fields: (t) => ({
    IssueID: t.exposeInt('id'),
    TicketID: t.exposeInt('id'),
    Priority: t.exposeInt('priority'),
    StatusID: t.exposeInt('statusId'),
    IssueDate: t.expose('createdAt', { type: 'Time' }),
    Subject: t.exposeString('subject'),
    Status: t.string({ resolve: ({ status }) => status.name }),
    UpdatedByUser: t.exposeBoolean('updatedByUser'),
    UpdatedByPerformer: t.exposeBoolean('updatedByStaff'),
    CategoryID: t.exposeInt('categoryId'),
    UserName: t.string({ resolve: ({ submitter }) => submitter.username }),
    Technician: t.string({ nullable: true, resolve: ({ assignee }) => assignee?.username ?? null }),
    FirstName: t.string({ resolve: ({ submitter }) => submitter.firstName }),
    LastName: t.string({ resolve: ({ submitter }) => submitter.lastName }),
    DueDate: t.expose('dueDate', { type: 'Time', nullable: true }),
    TechFirstName: t.string({ nullable: true, resolve: ({ assignee }) => assignee?.firstName ?? null }),
    TechLastName: t.string({ nullable: true, resolve: ({ assignee }) => assignee?.lastName ?? null }),
    LastUpdated: t.expose('updatedAt', { type: 'Time' }),
    UpdatedForTechView: t.exposeBoolean('updatedForStaff'),
    UserID: t.exposeInt('submitterId'),
    CompanyID: t.int({ nullable: true, resolve: ({ submitter }) => submitter.companyId }),
    CompanyName: t.string({ nullable: true, resolve: ({ submitter }) => submitter.company?.name ?? null }),
    AssignedToUserID: t.exposeInt('assigneeId', { nullable: true }),
    ResolvedDate: t.expose('resolvedAt', { type: 'Time', nullable: true }),
    SectionID: t.int({ nullable: true, resolve: ({ category }) => category.sectionId }),
    Category: t.string({ resolve: ({ category }) => category.name }),
    Origin: t.string({ resolve: ({ origin }) => originName(origin) }),
    Email: t.string({ resolve: ({ submitter }) => submitter.email }),
    HasChildren: t.boolean({ resolve: ({ subTickets }) => subTickets.length > 0 }),
    StatusColor: t.string({ resolve: ({ status }) => status.color }),
    LastUpdatedByUserID: t.exposeInt('lastUpdatedById', { nullable: true }),
    LastUpdatedUsername: t.string({ nullable: true, resolve: ({ lastUpdatedBy }) => lastUpdatedBy?.username ?? null }),
    StartDate: t.expose('startedAt', { type: 'Time', nullable: true }),
    TimeSpentInSeconds: t.exposeInt('timeSpentSeconds'),
    AISentiment: t.int({ resolve: () => 0 }),
    CustomFields: t.field({
      type: [FieldValue],
      nullable: true,
      description: 'Only there when asked for with `includeCustomFields`.',
      extensions: { isOmittable: true },
      resolve: ({ fieldValues }) => fieldValues?.map(fieldWithValue),
    }),
  }),
});
