import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { INT_MAX } from '../../src/core/check.js';
import { readSearchTerms } from '../../src/domain/ticket/ticket-search-rules.js';
import { testDatabase } from '../support/db.js';
import { makeCategory, makeUser } from '../support/factories.js';

const { db, truncate } = await testDatabase('postgres');
beforeEach(truncate);

interface Texts {
  readonly id: number;
  readonly body: string;
  readonly internal?: string;
}

async function makeTickets(tickets: readonly Texts[]) {
  const shared = { subject: '-', submitterId: (await makeUser(db)).id, categoryId: (await makeCategory(db)).id };
  await db.ticket.createMany({ data: tickets.map(({ id, body }) => ({ id, body, ...shared })) });
  const internal = tickets.flatMap(({ id, internal }) => (internal ? { ticketId: id, body: internal } : []));
  await db.comment.createMany({ data: internal.map((comment) => ({ ...comment, isInternal: true })) });
}

describe('finds the latest tickets', () => {
  /** On both sides of the borders of blocks, and far apart. */
  const NUMBERS = [1, 4095, 4096, 8191, 8192, 16_383, 16_384, 65_536, 200_000, 5_000_000, INT_MAX];

  /** What is found in tickets of these numbers, of which the even ones are about a scanner. */
  async function latest(words: string, wanted: number, numbers = NUMBERS) {
    await makeTickets(numbers.map((id) => ({ id, body: id % 2 === 0 ? 'Scanner dark' : 'Printer dark' })));
    const rows = await db.$queryRaw<{ id: number; weight: number | null }[]>`
      SELECT * FROM latest_ticket_matches(true, plainto_tsquery('english', ${words}), to_tsquery(''), ${wanted}::int,
        plainto_tsquery('english', ${words}))`;
    expect(rows.every(({ weight }) => weight !== null && weight > 0)).toBe(true);
    return rows.map(({ id }) => id).sort((a, b) => b - a);
  }

  it.each([
    ['dark', [...NUMBERS].reverse()],
    ['scanner', NUMBERS.filter((id) => id % 2 === 0).reverse()],
    ['camera', []],
  ])('in all blocks: %s', async (word, expected) => {
    expect(await latest(word, 100)).toEqual(expected);
  });

  it.each([1, 5, NUMBERS.length])('as many as are wanted: %i', async (wanted) => {
    expect(await latest('dark', wanted)).toEqual([...NUMBERS].reverse().slice(0, wanted));
  });

  it('where many are close together', async () => {
    const numbers = Array.from({ length: 3000 }, (_, index) => 70_000 - 20 * index);
    expect(await latest('scanner', 1000, numbers)).toEqual(numbers.slice(0, 1000));
  });
});

describe('finds what PostgreSQL finds that looks at every text', () => {
  const long = 'Donaudampfschifffahrtsgesellschaftskapitaensmuetze';
  const words = [
    'printer',
    'printing',
    'rare',
    'sca',
    'tray',
    'x',
    'HP-45',
    "o'brien",
    'a\\b',
    'me@example.com',
    'wi-fi',
    '日本',
    long,
    `${long}n`,
  ];
  const word = fc.constantFrom(...words);
  const text = fc.array(word, { maxLength: 6 }).map((list) => list.join(' '));
  const phrase = fc.array(word, { minLength: 2, maxLength: 3 }).map((list) => `"${list.join(' ')}"`);
  const term = fc.oneof({ weight: 3, arbitrary: word }, phrase, fc.constant('or'));
  const query = fc
    .array(fc.tuple(fc.constantFrom('', '', '-'), term), { minLength: 1, maxLength: 4 })
    .map((terms) => terms.map((parts) => parts.join('')).join(' '));

  /** Tickets of some blocks with different texts for staff and for all; there are words that nearly all have, or nearly none. */
  function desk(): Texts[] {
    const texts = fc.sample(text, { numRuns: 160, seed: 1 });
    const several = Array.from({ length: 80 }, (_, index) => {
      const id = 1 + 2000 * index;
      return { id, body: `${id > 10_000 ? 'everywhere' : ''} ${texts[index]}`, internal: texts[80 + index] };
    });
    return [
      ...several,
      { id: 162_000, body: words.join(' ') },
      { id: 3, body: 'rare scan', internal: 'rarely scanned' },
    ];
  }

  /** The numbers of tickets found by blocks and by looking at every text. */
  async function found(query: string, forStaff: boolean) {
    const { web, prefixes } = readSearchTerms(query);
    const [row] = await db.$queryRaw<{ all: number[]; expected: number[] }[]>`
      SELECT ARRAY(SELECT id FROM latest_ticket_matches(${forStaff}, whole, beginnings, 1000, NULL) ORDER BY id) AS all,
        ARRAY(
          SELECT "ticketId" FROM "TicketSearch", LATERAL (SELECT CASE WHEN ${forStaff} THEN "staffText" ELSE "publicText" END AS text) t
          WHERE text @@ whole OR enough < 25 AND text @@ beginnings ORDER BY 1
        ) AS expected
      FROM websearch_to_tsquery('english', ${web}) whole, to_tsquery('english', ${prefixes}) beginnings,
        LATERAL (SELECT count(*) AS enough FROM latest_ticket_matches(${forStaff}, whole, to_tsquery(''), 25, NULL)) counted`;
    return row;
  }

  it.each([true, false])('for staff: %s', async (forStaff) => {
    await makeTickets(desk());
    const property = fc.asyncProperty(query, async (query) => {
      const row = await found(query, forStaff);
      expect(row?.all).toEqual(row?.expected);
    });
    await fc.assert(property, { numRuns: 400, examples: [['-everywhere']] });
  });
});
