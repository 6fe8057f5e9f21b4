import { Socket } from 'node:net';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { Prisma } from '../../src/generated/prisma/client.js';
import { runInTransaction } from '../../src/infra/database-transaction.js';
import { testDatabase } from '../support/db.js';

const { db, truncate } = await testDatabase('postgres');
const embedded = await testDatabase();
const databases = { postgres: db, embedded: embedded.db };

beforeEach(() => Promise.all([truncate(), embedded.truncate()]));

async function makeTags(...names: string[]): Promise<void> {
  await db.tag.createMany({ data: names.map((name) => ({ name, nameKey: name })) });
}

/** A point that both sides reach before either goes on. Only the first time: later attempts pass at once. */
function meetingPoint(): () => Promise<void> {
  let arrived = 0;
  let open = () => {};
  const both = new Promise<void>((resolve) => {
    open = resolve;
  });
  return () => {
    arrived += 1;
    if (arrived === 2) open();
    return both;
  };
}

describe('works', () => {
  it('answers what the work answers, and commits', async () => {
    expect(await runInTransaction(db, (tx) => tx.tag.create({ data: { name: 'a', nameKey: 'a' } }))).toMatchObject({
      name: 'a',
    });
    expect(await db.tag.count()).toBe(1);
  });

  it('takes nothing over when the work fails', async () => {
    const work = runInTransaction(db, async (tx) => {
      await tx.tag.create({ data: { name: 'a', nameKey: 'a' } });
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect(await db.tag.count()).toBe(0);
  });

  it('brings two transactions that lock each other out to an end', async () => {
    await makeTags('a', 'b');
    const meet = meetingPoint();
    let attempts = 0;
    // Otherwise the one that gave way could be back before the other has what it waits for, and lock it out once more.
    let end = () => {};
    const firstEnd = new Promise<void>((resolve) => {
      end = resolve;
    });
    const rename = async (first: string, second: string) => {
      let own = 0;
      await runInTransaction(db, async (tx) => {
        attempts += 1;
        own += 1;
        if (own > 1) await firstEnd;
        await tx.tag.update({ where: { nameKey: first }, data: { name: `${first} by ${second}` } });
        await meet();
        await tx.$executeRaw`UPDATE "Tag" SET "name" = "name" || '!' WHERE "nameKey" = ${second}`;
      });
      end();
    };

    await Promise.all([rename('a', 'b'), rename('b', 'a')]);
    expect(attempts).toBe(3);
  });

  it('repeats what a serialization failure broke off', async () => {
    let attempts = 0;
    await runInTransaction(db, async (tx) => {
      attempts += 1;
      if (attempts < 3) await tx.$executeRawUnsafe(`DO $$ BEGIN RAISE 'again' USING ERRCODE = '40001'; END $$`);
    });
    expect(attempts).toBe(3);
  });
});

describe.each(Object.entries(databases))('statements that nobody waits for, %s', (_kind, db) => {
  const tag = (name: string) => ({ data: { name, nameKey: name } });
  const broken = `DO $$ BEGIN RAISE 'again' USING ERRCODE = '40001'; END $$`;

  it('are committed with the rest, those that are left to Prisma too', async () => {
    const insert = `INSERT INTO "Tag" (name, "nameKey") VALUES ('b', 'b')`;
    const answer = await runInTransaction(db, async (tx) => {
      void tx.tag.create(tag('a'));
      void tx.$executeRawUnsafe(insert);
      return 'done';
    });
    expect(answer).toBe('done');
    expect(await db.tag.findMany({ select: { name: true }, orderBy: { id: 'asc' } })).toEqual([
      { name: 'a' },
      { name: 'b' },
    ]);
  });

  it('undo everything when one of them fails', async () => {
    await db.tag.create(tag('a'));
    const work = runInTransaction(db, async (tx) => {
      await tx.tag.create(tag('b'));
      tx.tag.create(tag('a')).catch(() => undefined);
    });
    await expect(work).rejects.toMatchObject({ code: 'P2002' });
    expect(await db.tag.count()).toBe(1);
    expect(await runInTransaction(db, (tx) => tx.tag.count())).toBe(1);
  });

  it('tell what was wrong, not that something before them was', async () => {
    await db.tag.create(tag('a'));
    const work = runInTransaction(db, async (tx) => {
      tx.tag.create(tag('a')).catch(() => undefined);
      await tx.tag.create(tag('b'));
    });
    await expect(work).rejects.toMatchObject({ code: 'P2002' });
    expect(await db.tag.count()).toBe(1);
  });

  it('are tried again with the rest', async () => {
    let attempts = 0;
    await runInTransaction(db, async (tx) => {
      attempts += 1;
      if (attempts < 3) tx.$executeRaw(Prisma.raw(broken)).catch(() => undefined);
      void tx.tag.create(tag('a')).catch(() => undefined);
    });
    expect(attempts).toBe(3);
    expect(await db.tag.count()).toBe(1);
  });
});

it('sends what one turn asks in one packet, the commit with the last', async () => {
  const work = () =>
    runInTransaction(db, async (tx) => {
      await tx.tag.count();
      void tx.tag.deleteMany();
      void tx.tag.createMany({ data: [{ name: 'a', nameKey: 'a' }] });
    });
  // By then there is a connection.
  await work();
  const sent = [vi.spyOn(Socket.prototype, '_write'), vi.spyOn(Socket.prototype, '_writev')];
  onTestFinished(() => void vi.restoreAllMocks());
  await work();
  expect(
    sent.flatMap(({ mock }) => mock.contexts).filter((socket) => socket instanceof Socket && socket.remotePort),
  ).toHaveLength(2);
  expect(await db.tag.count()).toBe(1);
});

it('answers statements behind one that failed too, and goes on with those that it never came to', async () => {
  await makeTags('a');
  // Often enough to be prepared under a name, which the server does not know when it was passed over.
  for (let round = 1; round <= 6; round += 1) {
    let passedOver: unknown;
    const work = runInTransaction(db, async (tx) => {
      const failing = tx.$executeRaw`INSERT INTO "Tag" (name, "nameKey") VALUES ('a', 'a')`;
      const behind = tx.$queryRaw`SELECT count(*)::int AS count FROM "Tag" WHERE name <> 'of this test'`;
      passedOver = await behind.catch((error: unknown) => error);
      await failing;
    });
    await expect(work).rejects.toMatchObject({ code: 'P2002' });
    expect(passedOver).toMatchObject({ code: '25P02' });
  }
  for (let round = 1; round <= 12; round += 1) {
    const counted = () => db.$queryRaw`SELECT count(*)::int AS count FROM "Tag" WHERE name <> 'of this test'`;
    expect(await Promise.all(Array.from({ length: 10 }, counted))).toEqual(Array(10).fill([{ count: 1 }]));
  }
});

describe('mistakes', () => {
  it('gives up after five attempts', async () => {
    let attempts = 0;
    const work = runInTransaction(db, async (tx) => {
      attempts += 1;
      await tx.$executeRawUnsafe(`DO $$ BEGIN RAISE 'again' USING ERRCODE = '40001'; END $$`);
    });
    await expect(work).rejects.toThrow();
    expect(attempts).toBe(5);
  });

  it('does not repeat what would fail again', async () => {
    await makeTags('a');
    let attempts = 0;
    const work = runInTransaction(db, async (tx) => {
      attempts += 1;
      await tx.tag.create({ data: { name: 'a', nameKey: 'a' } });
    });
    await expect(work).rejects.toThrow();
    expect(attempts).toBe(1);
  });
});
