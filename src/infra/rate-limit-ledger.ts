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

const nameOf = (budget: Budget, key: string) => `${budget}:${key}`;

export function createLedger(now = () => performance.now()): Ledger {
  const entries = createCache<Entry>({ entriesMax: ENTRIES_MAX, now });
  const debtors = new Map<string, { readonly budget: Budget; readonly key: string }>();

  function open(name: string, entry: Entry): Entry {
    entries.set(name, entry, entry.endsAtMs - now());
    return entry;
  }

  function owe(key: string, { budget, cost }: Pick<Charge, 'budget' | 'cost'>) {
    const name = nameOf(budget, key);
    const endsAtMs = now() + WINDOW_MS;
    const entry = entries.get(name) ?? open(name, { used: 0, owed: 0, endsAtMs, toldResetAtMs: endsAtMs });
    entry.owed += cost;
    if (debtors.size < ENTRIES_MAX) debtors.set(name, { budget, key });
  }

  function stateOf(key: string, { budget, limit }: Charge): BudgetState {
    const entry = entries.get(nameOf(budget, key));
    if (!entry) return { budget, limit, remaining: limit, resetMs: 0 };
    const remaining = Math.min(Math.max(limit - entry.used - entry.owed, 0), limit);
    return { budget, limit, remaining, resetMs: entry.toldResetAtMs - now() };
  }

  return {
    note(key, states, askedAtMs) {
      for (const { budget, limit, remaining, resetMs } of states) {
        const name = nameOf(budget, key);
        const owed = entries.get(name)?.owed ?? 0;
        if (resetMs === 0 && owed === 0) entries.delete(name);
        if (resetMs === 0) continue;
        const endsAtMs = askedAtMs + resetMs;
        open(name, { used: limit - remaining, owed, endsAtMs, toldResetAtMs: now() + resetMs });
      }
    },
    refusalOf(key, charges) {
      const states = charges.filter(({ cost }) => cost > 0).map((charge) => stateOf(key, charge));
      const spent = states.find(({ remaining }) => remaining === 0);
      return spent ? { isAllowed: false, states: [spent] } : null;
    },
    take(key, charges) {
      const isAllowed = charges.every((charge) => charge.cost <= stateOf(key, charge).remaining);
      for (const charge of charges) {
        if (isAllowed && charge.cost > 0) owe(key, charge);
      }
      return { isAllowed, states: charges.map((charge) => stateOf(key, charge)) };
    },
    credit(key, charges) {
      for (const { budget, cost } of charges) {
        if (cost > 0 && entries.get(nameOf(budget, key))) owe(key, { budget, cost: -cost });
      }
    },
    collect() {
      const debts: Debt[] = [];
      for (const [name, debtor] of debtors) {
        const entry = entries.get(name);
        if (!entry || entry.owed === 0) continue;
        debts.push({ ...debtor, used: entry.used, owed: entry.owed, endsInMs: entry.endsAtMs - now() });
        entry.used += entry.owed;
        entry.owed = 0;
      }
      debtors.clear();
      return debts;
    },
    restore({ budget, key, owed }) {
      const entry = entries.get(nameOf(budget, key));
      if (!entry) return;
      entry.used -= owed;
      owe(key, { budget, cost: owed });
    },
  };
}
