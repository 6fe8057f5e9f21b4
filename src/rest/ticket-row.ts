import type { Context } from '../core/context.js';
import { signedIn } from '../core/principal.js';
import { visibleFieldValues } from '../domain/custom-field/custom-field-policy.js';
import type { Prisma } from '../generated/prisma/client.js';
import { builder } from './builder.js';
import { type Column, type Columns, columnFields, type PathOf } from './columns.js';
import { FieldValue, fieldValueRow, fieldWithValue } from './custom-field.js';
import { ORIGIN_NAMES } from './origin.js';

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

const int = (path: PathOf<Row>) => ({ type: 'Int', path }) as const;
const text = (path: PathOf<Row>) => ({ type: 'String', path }) as const;
const flag = (path: PathOf<Row>) => ({ type: 'Boolean', path }) as const;
const time = (path: PathOf<Row>) => ({ type: 'Time', path }) as const;
const nullable = <Each extends Column>(column: Each) => ({ ...column, nullable: true });

/** The keys of a row in the recorded order. */
export const ticketColumns = {
  IssueID: int('id'),
  TicketID: int('id'),
  Priority: int('priority'),
  StatusID: int('statusId'),
  IssueDate: time('createdAt'),
  Subject: text('subject'),
  Status: text('status.name'),
  UpdatedByUser: flag('updatedByUser'),
  UpdatedByPerformer: flag('updatedByStaff'),
  CategoryID: int('categoryId'),
  UserName: text('submitter.username'),
  Technician: nullable(text('assignee.username')),
  FirstName: text('submitter.firstName'),
  LastName: text('submitter.lastName'),
  DueDate: nullable(time('dueDate')),
  TechFirstName: nullable(text('assignee.firstName')),
  TechLastName: nullable(text('assignee.lastName')),
  LastUpdated: time('updatedAt'),
  UpdatedForTechView: flag('updatedForStaff'),
  UserID: int('submitterId'),
  CompanyID: nullable(int('submitter.companyId')),
  CompanyName: nullable(text('submitter.company.name')),
  AssignedToUserID: nullable(int('assigneeId')),
  ResolvedDate: nullable(time('resolvedAt')),
  SectionID: nullable(int('category.sectionId')),
  Category: text('category.name'),
  Origin: { ...text('origin'), names: ORIGIN_NAMES },
  Email: text('submitter.email'),
  HasChildren: { type: 'Boolean', has: 'subTickets' },
  StatusColor: text('status.color'),
  LastUpdatedByUserID: nullable(int('lastUpdatedById')),
  LastUpdatedUsername: nullable(text('lastUpdatedBy.username')),
  StartDate: nullable(time('startedAt')),
  TimeSpentInSeconds: int('timeSpentSeconds'),
  AISentiment: { type: 'Int', always: 0 },
} as const satisfies Columns;

/** Row of `Tickets` and its like (rest.md § 2.1). */
export const TicketRow = builder.objectRef<Row & { fieldValues?: Fields }>('TicketRow').implement({
  description: 'A ticket in a list.',
  fields: (t) => ({
    ...columnFields(t, ticketColumns),
    CustomFields: t.field({
      type: [FieldValue],
      nullable: true,
      description: 'Only there when asked for with `includeCustomFields`.',
      extensions: { isOmittable: true },
      resolve: ({ fieldValues }) => fieldValues?.map(fieldWithValue),
    }),
  }),
});
