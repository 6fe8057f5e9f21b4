interface Asked {
  readonly count?: number;
  /** From 1. */
  readonly page?: number;
  /** From 0, in rows. */
  readonly offset?: number;
}

/** What a page of a list is cut from it by. More rows than the most are cut down without complaint (rest.md § 1.11). */
export function pageOf({ count, page, offset }: Asked, { rows, rowsMax }: { rows: number; rowsMax: number }) {
  const take = Math.min(count !== undefined && count > 0 ? count : rows, rowsMax);
  const skip = page === undefined ? Math.max(offset ?? 0, 0) : (Math.max(page, 1) - 1) * take;
  return { take, skip: Math.min(skip, OFFSET_MAX) };
}

/** Nothing is that long, and the database takes no more. */
const OFFSET_MAX = 2_147_483_647;
