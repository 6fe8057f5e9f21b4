import { createCache } from '../core/cache.js';
import { type Budget, type BudgetState, WINDOW_MS } from '../core/limits.js';
import type { Charge, Outcome } from './rate-limit.js';

/** Calls of one budget that this process admitted, or gave back, without Redis knowing. */
export interface Debt {
  readonly budget: Budget;
  readonly key: string;
  /** What Redis had counted when it was last heard. */
  readonly used: number;
  /** Negative for calls that Redis counted although they were refused in the end. */
  readonly owed: number;
  /** Time until the window ends. */
  readonly endsInMs: number;
}

/** What this process knows of the shared count: enough to go on from when Redis does not answer. */
export interface Ledger {
  /** Notes what Redis answered to a question of that time. */
  note(key: string, states: readonly BudgetState[], askedAtMs: number): void;
  /** The refusal of a caller known to have no call left; null when that is not known. */
  refusalOf(key: string, charges: readonly Charge[]): Outcome | null;
  /** Decides without Redis. What is admitted is owed to it. */
  take(key: string, charges: readonly Charge[]): Outcome;
  /** Takes the charges off what is owed: Redis has counted them after all. */
  credit(key: string, charges: readonly Charge[]): void;
  /** Everything owed, which counts as told to Redis from then on. */
  collect(): Debt[];
  /** Owes again what could not be told. */
  restore(debt: Debt): void;
}

interface Entry {
  used: number;
  owed: number;
  /**
   * When Redis looked at its clock is known to lie between question and answer. So an entry ends with the earliest and
   * tells the latest possible reset: it never outlasts the window nor promises too much.
   */
  readonly endsAtMs: number;
  readonly toldResetAtMs: number;
}

const ENTRIES_MAX = 50_000;

export function createLedger(now = () => performance.now()): Ledger {
  const known = createKnown(now);
  const debtors = new Map<string, Pick<Debt, 'budget' | 'key'>>();

  function owe(key: string, budget: Budget, calls: number) {
    known.owe(key, budget, calls);
    if (debtors.size < ENTRIES_MAX) debtors.set(nameOf(budget, key), { budget, key });
  }

  return {
    note: known.note,
    refusalOf(key, charges) {
      const states = charges.filter(({ cost }) => cost > 0).map((charge) => known.stateOf(key, charge));
      const spent = states.find(({ remaining }) => remaining === 0);
      return spent ? { isAllowed: false, states: [spent] } : null;
    },
    take(key, charges) {
      const isAllowed = charges.every((charge) => charge.cost <= known.stateOf(key, charge).remaining);
      for (const { budget, cost } of charges) {
        if (isAllowed && cost > 0) owe(key, budget, cost);
      }
      return { isAllowed, states: charges.map((charge) => known.stateOf(key, charge)) };
    },
    credit(key, charges) {
      for (const { budget, cost } of charges) {
        if (cost > 0 && known.has(key, budget)) owe(key, budget, -cost);
      }
    },
    collect() {
      const debts = [...debtors.values()].flatMap(({ key, budget }) => known.settle(key, budget) ?? []);
      debtors.clear();
      return debts;
    },
    restore({ budget, key, owed }) {
      if (known.unsettle(key, budget, owed)) debtors.set(nameOf(budget, key), { budget, key });
    },
  };
}

const nameOf = (budget: Budget, key: string) => `${budget}:${key}`;

/** The windows that run as far as this process knows, with what is used of them here and elsewhere. */
function createKnown(now: () => number) {
  const entries = createCache<Entry>({ entriesMax: ENTRIES_MAX, now });
  const find = (key: string, budget: Budget) => entries.get(nameOf(budget, key));

  function open(key: string, budget: Budget, entry: Entry): Entry {
    entries.set(nameOf(budget, key), entry, entry.endsAtMs - now());
    return entry;
  }

  function begin(key: string, budget: Budget): Entry {
    const endsAtMs = now() + WINDOW_MS;
    return open(key, budget, { used: 0, owed: 0, endsAtMs, toldResetAtMs: endsAtMs });
  }

  return {
    has: (key: string, budget: Budget) => find(key, budget) !== undefined,
    note(key: string, states: readonly BudgetState[], askedAtMs: number) {
      for (const { budget, limit, remaining, resetMs } of states) {
        const owed = find(key, budget)?.owed ?? 0;
        if (resetMs === 0 && owed === 0) entries.delete(nameOf(budget, key));
        if (resetMs === 0) continue;
        const times = { endsAtMs: askedAtMs + resetMs, toldResetAtMs: now() + resetMs };
        open(key, budget, { used: limit - remaining, owed, ...times });
      }
    },
    stateOf(key: string, { budget, limit }: Charge): BudgetState {
      const entry = find(key, budget);
      if (!entry) return { budget, limit, remaining: limit, resetMs: 0 };
      const remaining = Math.min(Math.max(limit - entry.used - entry.owed, 0), limit);
      return { budget, limit, remaining, resetMs: entry.toldResetAtMs - now() };
    },
    owe(key: string, budget: Budget, calls: number) {
      const entry = find(key, budget) ?? begin(key, budget);
      entry.owed += calls;
    },
    ...createSettling(find, now),
  };
}

/** Moves what is owed to what Redis has counted, and back. */
function createSettling(find: (key: string, budget: Budget) => Entry | undefined, now: () => number) {
  return {
    settle(key: string, budget: Budget): Debt | null {
      const entry = find(key, budget);
      if (!entry || entry.owed === 0) return null;
      const debt = { budget, key, used: entry.used, owed: entry.owed, endsInMs: entry.endsAtMs - now() };
      entry.used += entry.owed;
      entry.owed = 0;
      return debt;
    },
    /** Answers whether the window still runs. */
    unsettle(key: string, budget: Budget, owed: number): boolean {
      const entry = find(key, budget);
      if (!entry) return false;
      entry.used -= owed;
      entry.owed += owed;
      return true;
    },
  };
}
