import { expect, it } from 'vitest';
import { AppError } from '../../src/core/errors.js';
import { type Caller, planCallers, planDesk } from '../support/plans/desk.js';
import { domainShapes } from '../support/plans/domain-shapes.js';
import { EXCEPTIONS } from '../support/plans/exceptions.js';
import { nestedShapes, rootShapes, type Shape } from '../support/plans/shapes.js';
import { tableSizes, violationsIn } from '../support/plans/statements.js';
import { sampler } from '../support/plans/values.js';

const database = await planDesk();
const sizes = await tableSizes(database);
const silent = await planCallers(database, { hasAnswers: false });
const answered = await planCallers(database, { hasAnswers: true });

/** Statements that were looked at already: what a list does is often the same for several callers. */
const known = new Set<string>();

/** Shapes that have sent a statement. What is left to Prisma is not listened to. */
const heardOf = new Set<string>();

const shapes = await allShapes();
const perCaller = await Promise.all(silent.map((caller, index) => violationsOf(caller, answered[index] ?? caller)));
const violations = perCaller.flat();

async function allShapes(): Promise<Shape[]> {
  const look = sampler(database);
  const [admin] = answered;
  if (!admin) throw new Error('Nobody asks.');
  return [...(await rootShapes(look, admin.ctx)), ...(await nestedShapes(look)), ...domainShapes()];
}

interface Violation {
  readonly shape: string;
  readonly words: string;
}

async function violationsOf(quiet: Caller, heard: Caller): Promise<Violation[]> {
  const found: Violation[] = [];
  for (const shape of shapes) {
    const { name, ctx, database: listening } = shape.readsAnswers ? heard : quiet;
    // Heads of departments see like managers do, by another column.
    if (name === 'head' && /\.| where | later$/.test(shape.name)) continue;
    listening.takeStatements();
    await shape.run(ctx).catch(passOverRefusal);
    for (const statement of listening.takeStatements()) {
      heardOf.add(shape.name);
      const key = JSON.stringify(statement);
      if (known.has(key)) continue;
      known.add(key);
      const plan = await listening.explain(statement);
      const does = violationsIn(plan, sizes, shape.isCount);
      if (does.length > 0) found.push({ shape: shape.name, words: `${shape.name} (${name}): ${does.join(', ')}` });
    }
  }
  return found;
}

/** Not everybody may ask for everything. */
function passOverRefusal(error: unknown): void {
  if (!(error instanceof AppError) || !['FORBIDDEN', 'NOT_FOUND'].includes(error.code)) throw error;
}

it('asks for every list in every order and with every filter', () => {
  const names = shapes.map(({ name }) => name);
  expect(names.length).toBeGreaterThan(2_000);
  expect(names).toEqual(expect.arrayContaining(['tickets', 'tickets count', 'tickets by PRIORITY DESC later']));
  expect(names).toEqual(expect.arrayContaining(['tickets where tags.some.id.eq', 'Company.tickets by STATUS DESC']));
});

it('hears what they send', () => {
  expect(shapes.map(({ name }) => name).filter((name) => !heardOf.has(name))).toEqual([]);
});

it('never reads a big table from end to end nor sorts more than a page, but for a few exceptions', () => {
  const unexpected = violations.filter(({ shape }) => !EXCEPTIONS.some(({ shapes: those }) => those.test(shape)));
  expect(unexpected.map(({ words }) => words)).toEqual([]);
});

it.each(EXCEPTIONS)('still has to except $shapes', ({ shapes: those }) => {
  expect(violations.some(({ shape }) => those.test(shape))).toBe(true);
});

it('would notice a table that is read from end to end, and a sort of all rows', async () => {
  const [admin] = answered;
  const plan = await admin?.database.explain({ text: 'SELECT id FROM "Ticket" ORDER BY body LIMIT 10', values: [] });
  expect(plan && violationsIn(plan, sizes, false)).toEqual(['sorts 16000 rows', 'scans Ticket']);
});
