import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Driver } from '../../src/infra/database-driver.js';
import { growBehindWaits } from '../../src/infra/database-pool-growth.js';
import { openPostgres } from '../../src/infra/database-postgres.js';
import { testDatabase } from '../support/db.js';
import { testLog } from '../support/logs.js';

const { url } = await testDatabase('postgres');
const KEY = 31;

afterEach(() => void vi.useRealTimers());

function openPool(most: number, { as = 'postgres', hear = (_line: string): void => undefined } = {}): Driver {
  const driver = openPostgres((url ?? '').replace('//postgres@', `//${as}@`), most, testLog('trace', hear));
  onTestFinished(() => driver.close());
  return driver;
}

const openOf = (driver: Driver) => driver.connections()?.open;

/** Holds a lock until the test says so, or is over. */
async function lock(): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: url ?? '' });
  await client.connect();
  await client.query('SELECT pg_advisory_lock($1)', [KEY]);
  let ended: Promise<void> | undefined;
  const unlock = () => (ended ??= client.end());
  onTestFinished(unlock);
  return unlock;
}

const ask = (driver: Driver, count: number) =>
  Promise.all(Array.from({ length: count }, () => driver.run('SELECT 1', [])));

/** Statements that keep a connection each until the lock is given up. */
function waitForLock(driver: Driver, count: number): Promise<unknown> {
  const waiting = Array.from({ length: count }, () => driver.run('SELECT 1 FROM pg_advisory_xact_lock($1)', [KEY]));
  const all = Promise.all(waiting);
  all.catch(() => undefined);
  return all;
}

/** Has time pass only when the test says so. */
const stopClock = () => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });

/** Each is enough for one more connection. */
async function passRounds(count: number): Promise<void> {
  for (let round = 0; round < count; round++) await vi.advanceTimersByTimeAsync(50).then(nextTurn);
}

/** A pool of ten connections at the most whose open ones are all in use, and for which eight wait. */
function busyPool(open: number) {
  const counts = { ending: false, idleCount: 0, totalCount: open, waitingCount: 8, options: { max: 10 } };
  const pool = Object.assign(new EventEmitter(), counts, { connect: vi.fn() });
  const serve = (count: number) => Array.from({ length: count }, () => pool.emit('acquire'));
  growBehindWaits(pool as unknown as pg.Pool, () => undefined);
  return { pool, serve };
}

describe('connections', () => {
  it('are four for any number of statements that do not keep each other waiting', async () => {
    stopClock();
    const driver = openPool(10);
    await ask(driver, 60);
    expect(driver.connections()).toEqual({ open: 4, idle: 4, waiting: 0 });
  });

  it('are as many as allowed where that is fewer', async () => {
    const driver = openPool(2);
    await ask(driver, 60);
    expect(openOf(driver)).toBe(2);
  });

  it('become more for who waits behind long statements, up to the most allowed', async () => {
    const unlock = await lock();
    stopClock();
    const driver = openPool(6);
    const held = waitForLock(driver, 4);
    await vi.waitFor(() => expect(openOf(driver)).toBe(4));
    await passRounds(2);
    expect(openOf(driver)).toBe(4);
    const other = ask(driver, 1);
    await vi.waitFor(() => expect(openOf(driver)).toBe(5));
    await other;

    const more = waitForLock(driver, 4);
    await vi.waitFor(() => expect(driver.connections()).toEqual({ open: 6, idle: 0, waiting: 2 }));
    await passRounds(2);
    expect(openOf(driver)).toBe(6);
    await unlock();
    await Promise.all([held, more]);
    expect(driver.connections()).toEqual({ open: 6, idle: 6, waiting: 0 });
  });

  it('stay as few while those who wait are served in time, and when the pool ends', async () => {
    stopClock();
    const { pool, serve } = busyPool(4);
    serve(1);
    for (let round = 0; round < 5; round++) {
      serve(8);
      await passRounds(1);
    }
    expect(pool.connect).not.toHaveBeenCalled();
    serve(7);
    await passRounds(1);
    expect(pool.connect).toHaveBeenCalledOnce();

    serve(1);
    pool.ending = true;
    await passRounds(1);
    expect(pool.connect).toHaveBeenCalledOnce();
  });

  it('stay as few where it was the process that was slow', async () => {
    stopClock();
    const { pool, serve } = busyPool(4);
    serve(1);
    vi.advanceTimersByTime(50);
    // Answers that came meanwhile.
    serve(8);
    await nextTurn();
    expect(pool.connect).not.toHaveBeenCalled();
  });

  it('become more again when one of the most allowed is lost', async () => {
    stopClock();
    const { pool, serve } = busyPool(10);
    serve(1);
    await passRounds(2);
    expect(pool.connect).not.toHaveBeenCalled();

    pool.totalCount = 9;
    pool.emit('remove');
    await passRounds(1);
    expect(pool.connect).toHaveBeenCalledOnce();
  });

  it('start over when they were idle', async () => {
    const unlock = await lock();
    stopClock();
    const pool = new pg.Pool({ connectionString: url ?? '', max: 10, idleTimeoutMillis: 60_000 });
    onTestFinished(() => pool.end());
    let closed = 0;
    pool.on('remove', () => closed++);
    growBehindWaits(pool, () => undefined);
    const askAtOnce = (text: string, count: number) =>
      Promise.all(Array.from({ length: count }, () => pool.query(text)));

    const held = askAtOnce(`SELECT pg_advisory_xact_lock(${KEY})`, 9);
    await vi.waitFor(() => expect(pool.totalCount).toBe(9));
    await unlock();
    await held;
    vi.advanceTimersByTime(60_000);
    await vi.waitFor(() => expect(closed).toBe(9));
    await askAtOnce('SELECT 1', 60);
    expect(pool.totalCount).toBe(4);
  });

  it('that PostgreSQL refuses lose nobody who waits', async () => {
    const as = `few_${randomUUID().slice(0, 8)}`;
    const admin = new pg.Client({ connectionString: url ?? '' });
    await admin.connect();
    onTestFinished(() => admin.end());
    await admin.query(`CREATE ROLE ${as} LOGIN CONNECTION LIMIT 4`);
    const unlock = await lock();
    stopClock();
    let refusals = 0;
    const driver = openPool(10, { as, hear: (line) => void (line.includes('too many connections') && refusals++) });

    const held = waitForLock(driver, 4);
    const others = ask(driver, 3);
    await vi.waitFor(() => expect(refusals).toBe(1));
    vi.advanceTimersByTime(1000);
    await vi.waitFor(() => expect(refusals).toBe(2));
    await unlock();
    await Promise.all([held, others]);
    expect(openOf(driver)).toBe(4);
  });
});
