import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { Prisma, PrismaClient } from '../../src/generated/prisma/client.js';
import { translateDatabaseError } from '../../src/infra/database-errors.js';
import { withFastStatements } from '../../src/infra/sql/client.js';
import { testDatabase } from '../support/db.js';
import { makeCategory, makeTicket, makeUser } from '../support/factories.js';

type Tx = Prisma.TransactionClient;
type Work = (tx: Tx) => Promise<unknown>;

const database = await testDatabase();
const fast = database.db;
const prisma = new PrismaClient({ adapter: database.driver.factory });

/** Never asks Prisma. */
const alone = withFastStatements(
  () =>
    new Proxy(prisma, {
      get: (target, name) =>
        name === '$transaction' ? () => Promise.reject(new Error('left to Prisma')) : Reflect.get(target, name),
    }),
  database.driver,
);

const NOW = new Date('2026-03-01T08:15:27.004Z');

beforeAll(async () => {
  await database.truncate();
  await makeCategory(fast);
  await makeUser(fast);
  await makeUser(fast);
  for (let number = 0; number < 3; number++)
    await makeTicket(fast, { submitterId: 1, categoryId: 1, createdAt: NOW, updatedAt: NOW });
  await fast.tag.createMany({ data: ['a', 'b'].map((name) => ({ name, nameKey: name })) });
  await fast.ticketParticipant.createMany({ data: [{ ticketId: 1, userId: 2 }], skipDuplicates: true });
});

/** What the work answers, or the code of its failure, and what the tables hold then. Takes everything back. */
async function outcomeOf(client: PrismaClient, work: Work) {
  await prisma.$executeRawUnsafe(`SELECT setval(s, 1000) FROM unnest(ARRAY['"Tag_id_seq"', '"TicketEvent_id_seq"',
    '"Company_id_seq"', '"OutgoingMail_id_seq"', '"AutomationRule_id_seq"', '"CustomFieldValue_id_seq"', '"CustomField_id_seq"']::regclass[]) s`);
  const takenBack = new Error('taken back');
  let outcome: unknown;
  await client
    .$transaction(async (tx) => {
      const answer = await work(tx);
      outcome = { answer, tables: await tablesOf(tx) };
      throw takenBack;
    })
    .catch((error) => {
      if (error !== takenBack) outcome = { error: translateDatabaseError(error), isDuplicate: error.code === 'P2002' };
    });
  return outcome;
}

async function tablesOf(tx: Tx) {
  const tables = ['Tag', 'Ticket', 'TicketParticipant', 'TicketEvent', 'MailJob', 'OutgoingMail', 'Company']
    .concat('AutomationRule', 'CustomFieldValue')
    .map((name) => `(SELECT json_agg(t ORDER BY t::text) FROM "${name}" t) AS "${name}"`);
  return tx.$queryRaw(Prisma.raw(`SELECT ${tables.join(', ')}`));
}

const id = fc.integer({ min: 1, max: 4 });
const text = fc.constantFrom('', 'x', `it's "q" \\ {,} $1 ü 🙂`);
const change = fc.record(
  {
    subject: text,
    priority: fc.constantFrom(0, 2, { increment: 1 }, { set: -1 }),
    dueDate: fc.constantFrom(null, NOW),
    assigneeId: fc.constantFrom(null, 2, 99),
    updatedByUser: fc.boolean(),
    version: fc.constant({ increment: 2 }),
    origin: fc.constantFrom('EMAIL' as const, 'PHONE' as const),
    resolvedAt: fc.constant(undefined),
  },
  { requiredKeys: ['subject'] },
);
const tag = fc.record({ name: text, nameKey: fc.constantFrom('a', 'b', 'c', 'd') });
const event = fc.record(
  {
    ticketId: fc.constantFrom(1, null),
    ticketNumber: id,
    kind: fc.constantFrom('CREATED' as const, 'UPDATED' as const),
    at: fc.constant(NOW),
    face: fc.constant('REST' as const),
    changes: fc.constantFrom([{ field: 'a', before: null, after: [1, 'é', { b: 0.5 }] }], [], { deep: { er: true } }),
    mailJob: fc.constantFrom({ create: { kinds: ['REPLY' as const, 'CLOSING' as const] } }, { create: { kinds: [] } }),
    mails: fc.constantFrom(
      { create: { userId: 1, kind: 'REPLY' as const, dueAt: NOW } },
      { create: [1, 2].map((userId) => ({ userId, kind: 'REPLY' as const, dueAt: NOW })) },
    ),
  },
  { requiredKeys: ['ticketNumber', 'kind', 'face', 'at'] },
);

const works: fc.Arbitrary<Work> = fc.oneof(
  tag.map(
    (data): Work =>
      (tx) =>
        tx.tag.create({ data }),
  ),
  event.map(
    (data): Work =>
      (tx) =>
        tx.ticketEvent.create({ data: data as Prisma.TicketEventUncheckedCreateInput }),
  ),
  fc.tuple(fc.array(tag, { minLength: 1, maxLength: 3 }), fc.boolean()).map(
    ([data, skipDuplicates]): Work =>
      (tx) =>
        tx.tag.createMany({ data, skipDuplicates }),
  ),
  fc.array(tag, { minLength: 1, maxLength: 2 }).map(
    (data): Work =>
      (tx) =>
        tx.tag.createManyAndReturn({ data, select: { name: true } }),
  ),
  fc.tuple(id, change).map(
    ([id, data]): Work =>
      (tx) =>
        tx.ticket.update({ where: { id, version: 1 }, data }),
  ),
  change.map(
    (data): Work =>
      (tx) =>
        tx.ticket.updateMany({ where: { id: { not: 2 }, submitter: { id: 1 } }, data }),
  ),
  change.map(
    (data): Work =>
      (tx) =>
        tx.ticket.updateManyAndReturn({ where: { id: 3 }, data, select: { dueDate: true } }),
  ),
  id.map(
    (userId): Work =>
      (tx) => {
        const where = { ticketId_userId: { ticketId: 1, userId } };
        return tx.ticketParticipant.update({ where, data: { isSubscribed: false } });
      },
  ),
  id.map(
    (id): Work =>
      (tx) =>
        tx.tag.delete({ where: { id }, select: { id: true, name: true } }),
  ),
  id.map(
    (id): Work =>
      (tx) =>
        tx.ticket.deleteMany({ where: { id: { gte: id }, participants: { none: { userId: 2 } } } }),
  ),
  text.map(
    (word): Work =>
      (tx) =>
        tx.company.create({ data: { name: 'n', nameKey: 'n', createdAt: NOW, emailDomains: [word, word] } }),
  ),
  text.map(
    (trigger): Work =>
      (tx) =>
        tx.automationRule.create({ data: { name: 'n', trigger, actions: [{ to: trigger }] } }),
  ),
  fc.constant(async (tx: Tx) => {
    const field = await tx.customField.create({ data: { name: 'n', type: 'DATE' } });
    return tx.customFieldValue.create({ data: { fieldId: field.id, ticketId: 1, date: new Date('2026-03-01') } });
  }),
);

describe('writing past Prisma', () => {
  it('does and answers what Prisma does and answers, without asking it', async () => {
    const check = async (work: Work) => {
      const wanted = await outcomeOf(prisma, work);
      // What is missing Prisma is asked about.
      const isMissing = JSON.stringify(wanted).includes('NOT_FOUND');
      const done = await outcomeOf(isMissing ? fast : alone, work);
      expect(done).toEqual(wanted);
    };
    await fc.assert(fc.asyncProperty(works, check), { numRuns: 50 });
  }, 120_000);

  it('sees in a transaction what the transaction wrote, also where Prisma takes part', async () => {
    const names = fast.$transaction(async (tx) => {
      await tx.tag.create({ data: { name: 'mine', nameKey: 'mine' } });
      const [grouped, upserted] = [
        await tx.tag.groupBy({ by: ['nameKey'], where: { nameKey: 'mine' }, _count: { _all: true } }),
        await tx.tag.upsert({
          where: { nameKey: 'mine' },
          create: { name: '', nameKey: '' },
          update: { name: 'changed' },
        }),
      ];
      expect(grouped).toEqual([{ nameKey: 'mine', _count: { _all: 1 } }]);
      expect(await tx.tag.findUnique({ where: { nameKey: 'mine' } })).toEqual(upserted);
      throw new Error(upserted.name);
    });
    await expect(names).rejects.toThrow('changed');
    expect(await fast.tag.count({ where: { nameKey: 'mine' } })).toBe(0);
  });

  it('commits what both wrote', async () => {
    await fast.$transaction(async (tx) => {
      await tx.tag.create({ data: { name: 'one', nameKey: 'one' } });
      await tx.$executeRawUnsafe(`INSERT INTO "Tag" ("name", "nameKey") VALUES ('two', 'two')`);
    });
    expect(await prisma.tag.deleteMany({ where: { nameKey: { in: ['one', 'two'] } } })).toEqual({ count: 2 });
  });

  it('refuses what comes after the end', async () => {
    let late: Tx | undefined;
    await fast.$transaction(async (tx) => {
      late = tx;
    });
    await expect(late?.tag.count()).rejects.toMatchObject({ code: 'P2028' });
    expect(await fast.tag.count()).toBe(2);
  });
});

describe('raw statements past Prisma', () => {
  it('answer values as Prisma answers them', async () => {
    const query = Prisma.sql`SELECT 1::int2 AS a, 2::int8 AS b, 1.50::numeric AS c, 0.5::float8 AS d, true AS e, 'x'::text AS f,
      ${NOW}::timestamptz AS g, '2026-03-01 10:00'::timestamp AS h, '2026-03-01'::date AS i, '{"a":[1]}'::jsonb AS j,
      ARRAY['p', 'q'] AS k, ARRAY[1, 2] AS l, NULL::int AS m, 'REPLY'::"MailKind" AS n, ${[1, 2]}::int[] AS o`;
    expect(await fast.$queryRaw(query)).toEqual(await prisma.$queryRaw(query));
    expect(await fast.$queryRaw`SELECT ${'x'}::text AS x`).toEqual([{ x: 'x' }]);
    expect(await fast.$executeRaw`UPDATE "Tag" SET "name" = ${'z'} WHERE "nameKey" = 'a'`).toBe(1);
  });
});
