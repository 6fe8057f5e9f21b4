import { beforeAll, describe, expect, it } from 'vitest';
import { seedDemo } from '../../src/infra/demo.js';
import { testDatabase } from '../support/db.js';

const { db, truncate } = await testDatabase();
const now = new Date('2026-04-01T09:30:00Z');
const passwords = { hash: async (password: string) => `hash of ${password}`, verify: async () => false };

let first: unknown;
beforeAll(async () => {
  await seedDemo(db, passwords, now);
  first = await snapshot();
});

function snapshot(): Promise<unknown> {
  return Promise.all([
    db.ticket.findMany({ orderBy: { id: 'asc' } }),
    db.comment.findMany({ orderBy: { id: 'asc' } }),
    db.customFieldValue.findMany({ omit: { id: true }, orderBy: { id: 'asc' } }),
  ]);
}

describe('works', () => {
  it('holds a year of tickets, all before the last midnight', async () => {
    const { _count, _min, _max } = await db.ticket.aggregate({
      _count: true,
      _min: { createdAt: true },
      _max: { createdAt: true, updatedAt: true },
    });
    expect(_count).toBeGreaterThanOrEqual(300);
    expect(_min.createdAt?.getTime()).toBeLessThan(new Date('2025-05-01').getTime());
    expect(_max.createdAt?.getTime()).toBeGreaterThan(new Date('2026-03-28').getTime());
    expect(_max.updatedAt?.getTime()).toBeLessThanOrEqual(new Date('2026-04-01').getTime());
    expect((await db.ticketEvent.aggregate({ _max: { at: true } }))._max.at?.getTime()).toBeLessThanOrEqual(
      new Date('2026-04-01').getTime(),
    );
  });

  it('lets every role log in', async () => {
    const users = await db.user.findMany({ where: { passwordHash: { not: null } }, include: { technicianOf: true } });
    expect(users.map(({ username }) => username).sort()).toEqual(['admin', 'customer', 'lead', 'manager', 'tech']);
    for (const { username, passwordHash } of users) expect(passwordHash).toBe(`hash of ${username}`);
    const tech = users.find(({ username }) => username === 'tech');
    expect(tech?.isAdmin).toBe(false);
    expect(tech?.technicianOf.length).toBeGreaterThan(0);
  });

  it('has something of everything', async () => {
    const counts = await Promise.all([
      db.comment.count({ where: { isInternal: true } }),
      db.comment.count({ where: { isSystem: true } }),
      db.commentRecipient.count(),
      db.customFieldValue.count({ where: { ticketId: { not: null } } }),
      db.customFieldValue.count({ where: { companyId: { not: null } } }),
      db.article.count({ where: { forTechsOnly: true } }),
      db.category.count({ where: { forTechsOnly: true } }),
      db.automationRule.count(),
      db.commentTemplate.count(),
      db.asset.count(),
      db.ticketAsset.count(),
      db.ticketLink.count(),
      db.ticket.count({ where: { parentId: { not: null } } }),
      db.ticket.count({ where: { dueDate: { lt: now }, statusId: { not: 3 } } }),
      db.ticket.count({ where: { statusId: { gt: 10_000 } } }),
      db.ticket.count({ where: { statusId: 1 } }),
    ]);
    for (const count of counts) expect(count).toBeGreaterThan(0);
    expect((await db.customField.findMany({ distinct: ['type'] })).length).toBe(5);
  });

  it('agrees with the rules of tickets', async () => {
    const wrong = await db.ticket.findMany({
      where: {
        OR: [
          { statusId: 3, resolvedAt: null },
          { statusId: { not: 3 }, resolvedAt: { not: null } },
          { statusId: 1, startedAt: { not: null } },
          { statusId: { in: [2, 10_001, 10_002] }, startedAt: null },
          { updatedByUser: true, updatedByStaff: true },
          { participants: { none: {} } },
        ],
      },
    });
    expect(wrong).toEqual([]);
    const [late] = await db.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM "Ticket" t WHERE NOT EXISTS
        (SELECT FROM "TicketParticipant" p WHERE p."ticketId" = t.id AND p."userId" = t."submitterId")
        OR EXISTS (SELECT FROM "Comment" c WHERE c."ticketId" = t.id AND (c."createdAt" > t."updatedAt" OR c."createdAt" < t."createdAt"))`;
    expect(late?.count).toBe(0);
  });

  it('has histories that lead to where the tickets stand', async () => {
    const tickets = await db.ticket.findMany({ include: { events: { orderBy: { id: 'asc' } } } });
    for (const { events, ...ticket } of tickets) {
      const state: Record<string, unknown> = {};
      for (const { changes } of events) {
        for (const { field, after } of changes as { field: string; after: unknown }[]) state[field] = after;
      }
      const { tags: _, linkedTicketId: __, ...columns } = state;
      for (const [field, value] of Object.entries(columns)) {
        const actual = ticket[field as keyof typeof ticket];
        expect(actual instanceof Date ? actual.toISOString() : actual).toBe(value);
      }
      expect(events[0]?.kind).toBe('CREATED');
      expect(state.statusId).toBe(ticket.statusId);
    }
  });

  it('can be searched', async () => {
    const [found] = await db.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM "TicketSearch" WHERE "publicText" @@ websearch_to_tsquery('english', 'printer')`;
    expect(found?.count).toBeGreaterThan(5);
  });

  it('lets ids go on after the last', async () => {
    const tags = await db.tag.count();
    expect((await db.tag.create({ data: { name: 'new', nameKey: 'new' } })).id).toBe(tags + 1);
    expect((await db.ticketStatus.create({ data: { name: 'Parked', nameKey: 'parked' } })).id).toBe(10_003);
    const { id: _, ...ticket } = await db.ticket.findFirstOrThrow();
    expect((await db.ticket.create({ data: ticket })).id).toBe(await db.ticket.count());
  });

  it('is the same again on the same day', async () => {
    await truncate();
    await seedDemo(db, passwords, new Date('2026-04-01T23:00:00Z'));
    expect(await snapshot()).toEqual(first);
  }, 60_000);
});

describe('refuses', () => {
  it('a database that already has people, and leaves it as it was', async () => {
    await expect(seedDemo(db, passwords, now)).rejects.toThrow();
  });
});
