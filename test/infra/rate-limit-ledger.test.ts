import { beforeEach, describe, expect, it } from 'vitest';
import { WINDOW_MS } from '../../src/core/limits.js';
import { createLedger, type Ledger } from '../../src/infra/rate-limit-ledger.js';

let nowMs = 0;
let ledger: Ledger;
beforeEach(() => {
  nowMs = 1000;
  ledger = createLedger(() => nowMs);
});

const standard = (cost: number) => [{ budget: 'standard', limit: 90, cost } as const];
const search = (cost: number) => [{ budget: 'search', limit: 60, cost } as const];
const told = (remaining: number, resetMs: number) => [{ budget: 'standard', limit: 90, remaining, resetMs } as const];

describe('what a process knows of the shared count', () => {
  it('is where it goes on from', () => {
    ledger.note('user:1', told(20, 30_000), nowMs);
    expect(ledger.take('user:1', standard(21))).toMatchObject({ isAllowed: false, states: [{ remaining: 20 }] });
    expect(ledger.take('user:1', standard(20))).toMatchObject({ isAllowed: true, states: [{ remaining: 0 }] });
    expect(ledger.take('user:1', standard(1)).isAllowed).toBe(false);
    expect(ledger.take('user:2', standard(90)).isAllowed).toBe(true);
  });

  it('ends with the window, at the earliest moment that it can', () => {
    nowMs += 40;
    ledger.note('user:1', told(0, 30_000), nowMs - 40);
    expect(ledger.refusalOf('user:1', standard(1))?.states[0]?.resetMs).toBe(30_000);
    nowMs += 29_959;
    expect(ledger.refusalOf('user:1', standard(1))).not.toBeNull();
    nowMs += 1;
    expect(ledger.refusalOf('user:1', standard(1))).toBeNull();
    expect(ledger.take('user:1', standard(1)).states).toMatchObject([{ remaining: 89, resetMs: WINDOW_MS }]);
  });

  it('is replaced by what Redis says, which has been flushed', () => {
    ledger.note('user:1', told(20, 30_000), nowMs);
    ledger.note('user:1', told(89, WINDOW_MS), nowMs);
    expect(ledger.take('user:1', standard(89)).isAllowed).toBe(true);
  });

  it('takes all charges of a request or none', () => {
    ledger.note('user:1', told(0, 30_000), nowMs);
    expect(ledger.take('user:1', [...standard(1), ...search(1)]).isAllowed).toBe(false);
    expect(ledger.take('user:1', search(60)).isAllowed).toBe(true);
  });
});

describe('what is owed to Redis', () => {
  it('is what was admitted without it, with what it had counted before', () => {
    ledger.note('user:1', told(20, 30_000), nowMs);
    ledger.take('user:1', standard(5));
    ledger.take('user:1', standard(16));
    ledger.take('user:2', search(3));
    expect(ledger.collect()).toEqual([
      { budget: 'standard', key: 'user:1', used: 70, owed: 5, endsInMs: 30_000 },
      { budget: 'search', key: 'user:2', used: 0, owed: 3, endsInMs: WINDOW_MS },
    ]);
    expect(ledger.collect()).toEqual([]);
    expect(ledger.take('user:1', standard(16)).isAllowed).toBe(false);
  });

  it('is less by what it has counted late', () => {
    ledger.take('user:1', standard(2));
    ledger.take('user:1', standard(1));
    ledger.credit('user:1', standard(2));
    ledger.note('user:1', told(88, WINDOW_MS), nowMs);
    expect(ledger.take('user:1', standard(87)).isAllowed).toBe(true);
    expect(ledger.collect()).toMatchObject([{ used: 2, owed: 88 }]);
  });

  it('is negative for what was refused in the end', () => {
    ledger.note('user:1', told(80, 30_000), nowMs);
    ledger.credit('user:1', standard(1));
    expect(ledger.collect()).toMatchObject([{ owed: -1 }]);
  });

  it('is owed again when it could not be told', () => {
    ledger.take('user:1', standard(5));
    const [debt] = ledger.collect();
    if (debt) ledger.restore(debt);
    expect(ledger.collect()).toEqual([debt]);
    expect(ledger.take('user:1', standard(86)).isAllowed).toBe(false);
  });

  it('is forgotten when its window has ended', () => {
    ledger.take('user:1', standard(5));
    nowMs += WINDOW_MS;
    expect(ledger.collect()).toEqual([]);
  });
});
