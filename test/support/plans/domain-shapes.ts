import type { Context } from '../../../src/core/context.js';
import { signedIn } from '../../../src/core/principal.js';
import { type AssetListing, countAssets, listAssets } from '../../../src/domain/asset/asset-service.js';
import { countHits, searchDesk } from '../../../src/domain/search/search-service.js';
import { countTickets } from '../../../src/domain/ticket/ticket-counts.js';
import { readFeed } from '../../../src/domain/ticket/ticket-feed.js';
import { latestFirst, listedTickets, type TicketListing } from '../../../src/domain/ticket/ticket-listing.js';
import { writeTicketPage } from '../../../src/domain/ticket/ticket-page.js';
import { countFoundTickets, type SearchListing, searchTickets } from '../../../src/domain/ticket/ticket-search.js';
import { getTicket, listTickets } from '../../../src/domain/ticket/ticket-service.js';
import { countTicketsBy, ticketStats } from '../../../src/domain/ticket/ticket-stats.js';
import {
  countUsers,
  findUserByEmail,
  findUserByUsername,
  listUsers,
  type UserListing,
} from '../../../src/domain/user/user-service.js';
import { ticketColumns } from '../../../src/rest/ticket-row.js';
import type { Shape } from './shapes.js';

/** Every parameter of a list with values for it; a new one does not compile without. */
type Parameters<Listing> = { readonly [Name in keyof Required<Listing>]: readonly Required<Listing>[Name][] };

const from = new Date('2025-01-02T00:00:00Z');
const before = new Date('2025-01-03T00:00:00Z');

const TICKETS: Parameters<TicketListing> = {
  mode: ['all', 'unanswered', 'unclosed', 'handledbyme'],
  categoryIds: [[5], [5, 6]],
  sectionId: [2],
  statusIds: [[1], [3], [1, 2]],
  submitterId: [300],
  companyId: [5],
  assigneeId: [20],
  tagName: ['tag5'],
  created: [{ from }, { before }, { from, before }],
  updated: [{ from }, { before }, { from, before }],
  updatedBy: ['submitter', 'staff'],
  dueInDays: [365],
  subscribedOnly: [true],
};

const USERS: Parameters<UserListing> = {
  mode: ['all', 'techs', 'admins', 'regular', 'disabled'],
  companyId: [5],
  departmentId: [5],
};

const ASSETS: Parameters<AssetListing> = {
  assignedToUserId: [300],
  assignedToCompanyId: [5],
  assignedToDepartmentId: [5],
  assignedToTicketId: [40],
  namePrefix: ['Model 9'],
  includeDisabled: [true, false],
};

const SEARCH: Parameters<SearchListing> = {
  categoryIds: [[5]],
  statusIds: [[3]],
  submitterId: [300],
  assigneeId: [20],
  created: [{ from, before }],
};

const QUERIES = [
  'printer',
  'printer offline',
  '"printer offline"',
  'printer -offline',
  'room 311',
  '123',
  'nobodywrotethis',
];

/** What the faces ask the domain for besides lists of the graph. */
export function domainShapes(): Shape[] {
  return [...ticketShapes(), ...listShapes(), ...searchShapes(), ...lookupShapes(), ...statsShapes()];
}

function ticketShapes(): Shape[] {
  return said<TicketListing>(TICKETS).flatMap(([name, listing]) => {
    const where = (ctx: Context) => listedTickets(listing, signedIn(ctx), ctx.now());
    const page = (ctx: Context, skip: number) =>
      listTickets(ctx, { where: where(ctx), orderBy: latestFirst, take: 25, skip }, { select: { id: true } });
    const written = (ctx: Context, skip: number) =>
      writeTicketPage(ctx, { where: where(ctx), orderBy: latestFirst, take: 25, skip }, ticketColumns);
    return [
      shape(`Tickets ${name} written`, (ctx) => written(ctx, 0)),
      shape(`Tickets ${name} page 3 written`, (ctx) => written(ctx, 50)),
      shape(`Tickets ${name}`, (ctx) => page(ctx, 0)),
      shape(`Tickets ${name} page 3`, (ctx) => page(ctx, 50)),
      count(`Tickets count ${name}`, (ctx) => countTickets(ctx, where(ctx))),
    ];
  });
}

function listShapes(): Shape[] {
  const select = { select: { id: true } } as const;
  return [
    ...said<UserListing>(USERS).flatMap(([name, listing]) => [
      shape(`Users ${name}`, (ctx) => listUsers(ctx, { ...listing, take: 50, skip: 0 }, select)),
      count(`Users count ${name}`, (ctx) => countUsers(ctx, listing)),
    ]),
    ...said<AssetListing>(ASSETS).flatMap(([name, listing]) => [
      shape(`Assets ${name}`, (ctx) => listAssets(ctx, { ...listing, take: 50, skip: 0 }, select)),
      count(`Assets count ${name}`, (ctx) => countAssets(ctx, listing)),
    ]),
    shape('feed', (ctx) => readFeed(ctx.db, { after: 1000, upTo: 50_000, count: 100 })),
    shape('feed of a ticket', (ctx) => readFeed(ctx.db, { after: 0, upTo: 50_000, count: 100, ticketId: 40 })),
  ];
}

function searchShapes(): Shape[] {
  const select = { id: true, subject: true } as const;
  const window = { after: null, before: null, isBackward: false, take: 26 };
  const filters = {
    Ticket: { priority: 1 },
    Article: { forTechsOnly: false },
    Asset: { quantity: 1 },
    User: { isDisabled: false },
  };
  return [
    ...said<SearchListing>(SEARCH).flatMap(([name, listing]) => [
      shape(`Search ${name}`, (ctx) => searchTickets(ctx, { query: 'printer', listing, take: 50 }, { select })),
      count(`Search count ${name}`, (ctx) => countFoundTickets(ctx, { query: 'printer', listing })),
    ]),
    ...QUERIES.flatMap((query) => [
      shape(`Search for ${query}`, (ctx) => searchTickets(ctx, { query, take: 50 }, { select })),
      ...(['Ticket', 'Article', 'Asset', 'User'] as const).flatMap((type) => {
        const search = { query, types: [type], filters: {}, ticketSelect: select };
        return [
          shape(`search ${type} for ${query}`, (ctx) => searchDesk(ctx, search, window)),
          shape(`search ${type} for ${query} with a filter`, (ctx) => searchDesk(ctx, { ...search, filters }, window)),
          count(`search ${type} count for ${query}`, (ctx) => countHits(ctx, search)),
        ];
      }),
    ]),
  ];
}

function lookupShapes(): Shape[] {
  return [
    shape('ticket by number', (ctx) => getTicket(ctx, 123)),
    shape('user by address', (ctx) => findUserByEmail(ctx, 'user300@c0.example')),
    shape('user by log-in name', (ctx) => findUserByUsername(ctx, 'user300')),
  ];
}

function statsShapes(): Shape[] {
  const wheres = {
    '': {},
    'created ': { createdAt: { gte: from, lt: before } },
    'of a submitter ': { submitterId: 300 },
  };
  return Object.entries(wheres).flatMap(([name, where]) => [
    count(`stats ${name}`, (ctx) => ticketStats(ctx, where)),
    ...(['statusId', 'priority', 'categoryId', 'assigneeId'] as const).map((column) =>
      count(`stats ${name}by ${column}`, (ctx) => countTicketsBy(ctx, column, where)),
    ),
  ]);
}

function said<Listing>(parameters: Parameters<Listing>): [string, Listing][] {
  return Object.entries(parameters).flatMap(([name, values]) =>
    // The entries of a mapped type are what it is mapped from.
    (values as readonly unknown[]).map((value): [string, Listing] => [
      `${name} ${JSON.stringify(value)}`,
      { [name]: value } as Listing,
    ]),
  );
}

function shape(name: string, run: Shape['run']): Shape {
  return { name, isCount: false, readsAnswers: true, run };
}

function count(name: string, run: Shape['run']): Shape {
  return { ...shape(name, run), isCount: true };
}
