interface Asked {
  readonly count?: number;
  /** From 1. */
  readonly page?: number;
  /** From 0, in rows. */
  readonly offset?: number;
}

/** Rows of a page: unless more or fewer are asked for, and at most. */
export interface PageSize {
  readonly rows: number;
  readonly rowsMax: number;
}

/** What a page of a list is cut from it by. More rows than the most are cut down without complaint (rest.md § 1.11). */
export function pageOf({ count, page, offset }: Asked, { rows, rowsMax }: PageSize) {
  const take = Math.min(count !== undefined && count > 0 ? count : rows, rowsMax);
  const skip = page === undefined ? Math.max(offset ?? 0, 0) : (Math.max(page, 1) - 1) * take;
  return { take, skip: Math.min(skip, OFFSET_MAX) };
}

/** By action. A list that is not here has no pages. */
export const PAGE_SIZES = {
  Tickets: { rows: 10, rowsMax: 300 },
  Search: { rows: 10, rowsMax: 300 },
  Users: { rows: 500, rowsMax: 500 },
  /** All of them: more than a desk has. */
  Companies: { rows: 1_000_000, rowsMax: 1_000_000 },
  Assets: { rows: 50, rowsMax: 50 },
} as const satisfies Readonly<Record<string, PageSize>>;

export type PagedAction = keyof typeof PAGE_SIZES;

/** Whether the list of an action has pages. */
export function isPaged(action: string): action is PagedAction {
  return Object.hasOwn(PAGE_SIZES, action);
}

/** Nothing is that long, and the database takes no more. */
const OFFSET_MAX = 2_147_483_647;
