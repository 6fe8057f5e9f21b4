import type { Db, PasswordHasher } from '../core/context.js';
import { startOfDay } from '../core/dates.js';
import type { PrismaClient } from '../generated/prisma/client.js';
import { seedArticles, seedTags } from './demo/articles.js';
import { seedAssets } from './demo/assets.js';
import { readContent } from './demo/content.js';
import { type Desk, seedDesk } from './demo/desk.js';
import { someValue } from './demo/field-values.js';
import { type Person, seedPeople } from './demo/people.js';
import { createRandom, type Random } from './demo/random.js';
import { writeTickets } from './demo/ticket-rows.js';
import { tellTickets } from './demo/tickets.js';

const SEED = 20_260_401;
const YEAR_MS = 365 * 86_400_000;
/** The whole desk is one transaction, which on a busy machine may take its time. */
const TRANSACTION_LIMITS = { maxWait: 10_000, timeout: 120_000 };

/** Lets the next row of every table get the number after the last. */
const CONTINUE_IDS = `DO $$ DECLARE own record; BEGIN
  FOR own IN
    SELECT format('%I', table_name) AS name, pg_get_serial_sequence(format('%I', table_name), 'id') AS sequence
    FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'id' AND column_default IS NOT NULL
  LOOP
    EXECUTE format('SELECT setval(%L, max(id)) FROM %s HAVING max(id) >= (SELECT seqmin FROM pg_sequence WHERE seqrelid = %L::regclass)',
      own.sequence, own.name, own.sequence);
  END LOOP;
END $$`;

/**
 * Fills an empty database with a desk that has been in use for a year. The same day gives the same desk; all times lie
 * before the last midnight. Log-ins are in `prisma/seed/people.json`.
 */
export async function seedDemo(db: PrismaClient, passwords: PasswordHasher, now: Date): Promise<void> {
  const content = await readContent();
  const random = createRandom(SEED);
  const until = startOfDay(now);
  const since = new Date(until.getTime() - YEAR_MS - 30 * 86_400_000);

  await db.$transaction(async (tx) => {
    const people = await seedPeople(tx, content, { passwords, since });
    const desk = await seedDesk(tx, content, people);
    const assets = await seedAssets(tx, { content, desk, people, random, since });
    const tagId = await seedTags(tx, content);
    const authorIds = people.filter(({ isStaff }) => isStaff).map(({ id }) => id);
    await seedArticles(tx, content, { tagId, authorIds, since });
    await seedFieldsOfPeople(tx, desk, people, random);

    const tellings = tellTickets({ content, desk, people, assets, random, until });
    await writeTickets(tx, tellings, { desk, random, tagId });
    await tx.$executeRawUnsafe(CONTINUE_IDS);
  }, TRANSACTION_LIMITS);
}

async function seedFieldsOfPeople(db: Db, { fields }: Desk, people: readonly Person[], random: Random): Promise<void> {
  const now = new Date(0);
  const companyIds = [...new Set(people.flatMap(({ companyId }) => companyId ?? []))];
  const ofUsers = fields.filter(({ usage }) => usage === 'USER');
  const ofCompanies = fields.filter(({ usage }) => usage === 'COMPANY');
  await db.customFieldValue.createMany({
    data: [
      ...people.flatMap(({ id }) =>
        ofUsers.map((field) => ({ userId: id, fieldId: field.id, ...someValue(field, random, now) })),
      ),
      ...companyIds.flatMap((companyId) =>
        ofCompanies.map((field) => ({ companyId, fieldId: field.id, ...someValue(field, random, now) })),
      ),
    ],
  });
}
