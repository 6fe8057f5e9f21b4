import type { Context } from '../../core/context.js';
import { Total } from '../../core/json-rows.js';
import { type Principal, signedIn } from '../../core/principal.js';
import { Prisma } from '../../generated/prisma/client.js';
import { visibleTickets } from './ticket-policy.js';

type Where = Prisma.TicketWhereInput;

/** What tickets can be counted by. */
export type CountedColumn =
  | 'statusId'
  | 'categoryId'
  | 'updatedByUser'
  | 'updatedForStaff'
  | 'isAssigned'
  | 'assigneeId'
  | 'priority';

/** How many tickets have these values. */
export type TicketGroup = Readonly<Partial<Pick<Prisma.TicketCountGroupByOutputType, CountedColumn>>> & {
  readonly count: number;
};

/** Columns and relations that all kept counts tell apart. */
const SUMMED = new Set([
  'statusId',
  'status',
  'categoryId',
  'category',
  'updatedByUser',
  'updatedForStaff',
  'isAssigned',
]);

/** And those that only the detailed ones tell apart. */
const DETAILED = new Set(['assigneeId', 'assignee', 'priority']);

/** A question to the kept counts. */
interface Counted {
  readonly where: Where;
  readonly isDetailed: boolean;
}

/** Tickets that are counted in two parts which no ticket is in both of. */
interface Parts {
  readonly kept: Counted | null;
  readonly read: Where | null;
}

/**
 * How many tickets match of those the caller sees. The cost does not grow with the desk while the clause speaks only of
 * status, category, assignee, priority and whose turn it is; else the tickets are counted.
 */
export async function countTickets(ctx: Context, where: Where = {}): Promise<number> {
  const { kept, read } = partsOf(visibleTickets(signedIn(ctx)), where);
  const [sum, rest] = await Promise.all([
    kept ? ctx.db.ticketCount.aggregate({ where: clauseOf(kept), _sum: { count: true } }) : null,
    read ? ctx.db.ticket.count({ where: read }) : 0,
  ]);
  return (sum?._sum.count ?? 0) + rest;
}

/** The same as a part of a statement. */
export function countedTickets(who: Principal, where: Where): Prisma.Sql {
  const { kept, read } = partsOf(visibleTickets(who), where);
  const parts = [
    ...(kept ? [new Total('TicketCount', clauseOf(kept), 'count')] : []),
    ...(read ? [new Total('Ticket', read)] : []),
  ];
  return Prisma.join(parts, ' + ');
}

/** The same, by the values of columns, in no order. */
export async function groupTickets(ctx: Context, by: readonly CountedColumn[], where: Where = {}) {
  const { kept, read } = partsOf(
    visibleTickets(signedIn(ctx)),
    where,
    by.some((column) => DETAILED.has(column)),
  );
  const [sums, rest] = await Promise.all([kept ? groupKept(ctx, by, kept) : [], read ? groupRead(ctx, by, read) : []]);
  const groups = new Map<string, TicketGroup>();
  for (const group of [...sums, ...rest]) {
    const key = JSON.stringify(by.map((column) => group[column] ?? null));
    groups.set(key, { ...group, count: group.count + (groups.get(key)?.count ?? 0) });
  }
  return [...groups.values()].filter(({ count }) => count !== 0);
}

async function groupKept(ctx: Context, by: readonly CountedColumn[], kept: Counted): Promise<TicketGroup[]> {
  const rows = await ctx.db.ticketCount.groupBy({ by: [...by], where: clauseOf(kept), _sum: { count: true } });
  return rows.map(({ _sum, ...values }) => ({ ...values, count: _sum.count ?? 0 }));
}

async function groupRead(ctx: Context, by: readonly CountedColumn[], where: Where): Promise<TicketGroup[]> {
  const columns = new Set(by.map((column) => (column === 'isAssigned' ? 'assigneeId' : column)));
  const rows = await ctx.db.ticket.groupBy({ by: [...columns], where, _count: { _all: true } });
  return rows.map(({ _count, ...values }) => {
    return { ...values, isAssigned: (values.assigneeId ?? null) !== null, count: _count._all };
  });
}

function clauseOf({ where, isDetailed }: Counted): Prisma.TicketCountWhereInput {
  // Only names that both tables have are left in it.
  return { AND: [{ isDetailed }, where as Prisma.TicketCountWhereInput] };
}

/**
 * Where staff also see tickets for reasons that are not kept count of, most of their tickets are still seen for one that is:
 * the others are counted apart.
 */
function partsOf(visible: Where, where: Where, isDetailed = false): Parts {
  const grain = isDetailed ? DETAILED : SUMMED;
  const wanted = grainOf(where);
  const all = isEmpty(visible) ? where : { AND: [visible, where] };
  if (wanted === null) return { kept: null, read: all };
  const detailed = (clause: Where) => ({
    where: clause,
    isDetailed: grain === DETAILED || grainOf(clause) === DETAILED,
  });
  if (grainOf(visible) !== null) return { kept: detailed(all), read: null };

  const reasons = visible.OR ?? [];
  const [known, others] = [reasons.filter((clause) => grainOf(clause)), reasons.filter((clause) => !grainOf(clause))];
  if (known.length === 0) return { kept: null, read: all };
  return {
    kept: detailed({ AND: [{ OR: known }, where] }),
    read: { AND: [{ OR: others }, { NOT: { OR: known } }, where] },
  };
}

/** The columns that kept counts need for the clause; null when there are none of all that it speaks of. */
function grainOf(clause: object): ReadonlySet<string> | null {
  let grain: ReadonlySet<string> = SUMMED;
  for (const [name, value] of Object.entries(clause)) {
    if (value === undefined || SUMMED.has(name)) continue;
    const found = DETAILED.has(name) ? DETAILED : grainOfOperator(name, value);
    if (found === null) return null;
    if (found === DETAILED) grain = DETAILED;
  }
  return grain;
}

function grainOfOperator(name: string, value: unknown): ReadonlySet<string> | null {
  if (name !== 'AND' && name !== 'OR' && name !== 'NOT') return null;
  const grains = [value].flat().map((clause) => grainOf(Object(clause)));
  if (grains.includes(null)) return null;
  return grains.includes(DETAILED) ? DETAILED : SUMMED;
}

function isEmpty(clause: Where): boolean {
  return Object.keys(clause).length === 0;
}
