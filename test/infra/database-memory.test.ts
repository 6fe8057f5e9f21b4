import { getHeapSpaceStatistics } from 'node:v8';
import { expect, it } from 'vitest';
import { testDatabase } from '../support/db.js';

const { db } = await testDatabase('postgres');

const LETTERS = 40_000;
const ANSWERS = 3_200;
const CLIENTS = 16;

function longLivedMb(): number {
  const { space_used_size = 0 } = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'old_space') ?? {};
  return space_used_size / 1e6;
}

async function ask(count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    await db.$queryRaw`SELECT repeat(chr(97 + ${index % 26}::int), ${LETTERS}::int) AS text`;
  }
}

it('keeps no answer longer than it is needed', async () => {
  await ask(10);
  const before = longLivedMb();
  await Promise.all(Array.from({ length: CLIENTS }, () => ask(ANSWERS / CLIENTS)));
  // All together are 128 MB.
  expect(longLivedMb() - before).toBeLessThan(30);
});
