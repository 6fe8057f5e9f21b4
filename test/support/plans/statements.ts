import { type Database, databaseOn } from '../../../src/infra/database.js';

/** A statement as the driver ran it. */
export interface SentStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** The node of a plan, as `EXPLAIN (FORMAT JSON)` answers it; costs and rows are the planner's estimates. */
export interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Total Cost': number;
  readonly 'Plan Rows': number;
  readonly Filter?: string;
  readonly 'Index Cond'?: string;
  readonly 'Join Type'?: string;
  readonly 'Subplan Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

/** A database whose statements are listened to. */
export interface PlanDatabase extends Database {
  /** The statements since the last call. */
  takeStatements(): SentStatement[];
  explain(statement: SentStatement): Promise<PlanNode>;
}

/** The same database, listened to. Without answers it finds nothing, at no cost. */
export function listenTo({ driver }: Database, { hasAnswers }: { readonly hasAnswers: boolean }): PlanDatabase {
  const statements: SentStatement[] = [];
  const database = databaseOn({
    ...driver,
    run: (text, values) => {
      statements.push({ text, values });
      return hasAnswers ? driver.run(text, values) : Promise.resolve({ rows: [], fields: [], count: 0 });
    },
  });
  return {
    ...database,
    takeStatements: () => statements.splice(0),
    explain: async ({ text, values }) => {
      const { rows } = await driver.run(`EXPLAIN (FORMAT JSON) ${text}`, values);
      const [[answer]] = rows as unknown as [[[{ Plan: PlanNode }]]];
      return answer[0].Plan;
    },
  };
}

/** Tables that grow with the desk. */
const BIG = new Set([
  'Ticket',
  'Comment',
  'TicketEvent',
  'Attachment',
  'CustomFieldValue',
  'TicketTag',
  'TicketParticipant',
  'TicketSearch',
  'CommentRecipient',
  'OutgoingMail',
  'User',
  'Asset',
]);

/**
 * A list that is narrowed to fewer rows may sort them: walking an index past all the others, in order, until a page is full
 * would cost as much. With the desk the two grow apart, and the planner changes over.
 */
const SORTED_ROWS_MAX = 1_500;

/** A count reads what it counts: as much of a table as this it may read from end to end. */
const COUNTED_SHARE_MIN = 0.05;

/** These pass on rows as they come: once there are enough, nothing more is read below them. */
const STREAMING = new Set([
  'Nested Loop',
  'Merge Join',
  'Incremental Sort',
  'Subquery Scan',
  'Result',
  'Append',
  'Merge Append',
  'Memoize',
]);

/**
 * What a plan does that grows with the desk: reading a big table from end to end, be it along an index, or sorting more than
 * a page.
 */
export function violationsIn(
  plan: PlanNode,
  sizes: ReadonlyMap<string, number>,
  isCount: boolean,
  mayStop = false,
): string[] {
  const type = plan['Node Type'];
  const inner = plan.Plans ?? [];
  const rows = inner[0]?.['Plan Rows'] ?? 0;
  const counts = isCount || isTotal(plan);
  const own: string[] = [];
  if (isScan(plan, mayStop) && !(counts && isMostOf(plan, sizes))) own.push(`scans ${plan['Relation Name']}`);
  if (!counts && type === 'Sort' && rows > SORTED_ROWS_MAX) own.push(`sorts ${Math.round(rows)} rows`);
  // Of two lists in the same order a join reads no further than the shorter goes, unless it looks for what has no partner.
  const stops = type === 'Limit' || (type === 'Merge Join' && plan['Join Type'] !== 'Anti');
  const mayStopBelow = stops || (mayStop && STREAMING.has(type));
  return [...own, ...inner.flatMap((node) => violationsIn(node, sizes, counts, mayStopBelow))];
}

/** The total beside a page. */
function isTotal({ 'Node Type': type, 'Subplan Name': name }: PlanNode): boolean {
  return type === 'Aggregate' && name?.startsWith('InitPlan') === true;
}

function isScan(node: PlanNode, mayStop: boolean): boolean {
  const { 'Node Type': type, 'Relation Name': table, 'Index Cond': condition } = node;
  if (table === undefined || !BIG.has(table)) return false;
  return type === 'Seq Scan' || (type.startsWith('Index') && condition === undefined && !mayStop);
}

/** What a filter by related rows finds the planner does not know: it takes it for the half. */
function isMostOf({ Filter, 'Plan Rows': rows, 'Relation Name': table }: PlanNode, sizes: ReadonlyMap<string, number>) {
  return !Filter?.includes('SubPlan') && rows >= COUNTED_SHARE_MIN * (sizes.get(table ?? '') ?? 0);
}

/** How many rows the planner takes the tables for. */
export async function tableSizes({ driver }: Pick<Database, 'driver'>): Promise<ReadonlyMap<string, number>> {
  const { rows } = await driver.run(`SELECT relname, reltuples FROM pg_class WHERE relkind = 'r'`, []);
  return new Map(rows.map(([name, size]) => [String(name), Number(size)]));
}
