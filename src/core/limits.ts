/** What calls are paid from: each call spends from exactly one budget. */
export type Budget = 'standard' | 'search';

/** Calls that a request makes, by budget. */
export type Cost = Readonly<Partial<Record<Budget, number>>>;

/** Length of a budget's window as clients are told: it starts with the first call and is full again when it ends. */
export const WINDOW_SECONDS = 60;

/**
 * Its length as it is counted. A client that spaces its calls evenly at the limit makes the first call of its next minute
 * when the window ends; half a second makes up for that call having travelled faster than the one that opened the window.
 */
export const WINDOW_MS = 59_500;

/** Where a caller stands in one budget. */
export interface BudgetState {
  readonly budget: Budget;
  readonly limit: number;
  readonly remaining: number;
  /** Time until the budget is full again; 0 when it is untouched. */
  readonly resetMs: number;
}

/** The outcome of a request to spend. */
export interface Spending {
  readonly isAllowed: boolean;
  readonly cost: Cost;
  /** The budgets the request touches, the one that binds first; empty when none of them is limited. */
  readonly states: readonly BudgetState[];
  /** After this many whole seconds the refused request can be paid; 0 when it was allowed. */
  readonly retryAfterSeconds: number;
}

/** Counts calls, for all processes together when they share a Redis. */
export interface Limiter {
  /**
   * Pays all of the cost or nothing; a refused request spends nothing. An empty cost only tells where the caller stands.
   * Throws UNAVAILABLE when the count is out of reach and calls must not go on uncounted.
   */
  spend(key: string, cost: Cost): Promise<Spending>;
}

/** Wrong passwords in a row that block an address. */
export const WRONG_PASSWORDS_MAX = 3;

/** How long a row of wrong passwords is remembered when no right one ends it. */
export const WRONG_PASSWORDS_KEPT_MS = 24 * 60 * 60_000;

/** How long an address stays blocked. */
export const LOGIN_BLOCK_MS = 5 * 60_000;

/** Whether one password may be checked now. */
export type GuardTurn =
  | { readonly kind: 'go'; readonly lease: string }
  /** So many checks of the address are under way elsewhere that their outcome has to be waited for. */
  | { readonly kind: 'wait' }
  | { readonly kind: 'blocked'; readonly forMs: number };

/** Remembers wrong passwords by address. */
export interface LoginGuardStore {
  begin(address: string): Promise<GuardTurn>;
  /** Reports how the check of a turn ended; answers for how long the address is blocked now. Null: it could not be made. */
  finish(address: string, lease: string, isRight: boolean | null): Promise<number>;
  /** Forgets the wrong passwords of an address that is not blocked. */
  reset(address: string): Promise<void>;
}
