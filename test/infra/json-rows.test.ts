import { expect, it } from 'vitest';
import { type JsonColumns, type JsonPage, JsonRows, Total } from '../../src/core/json-rows.js';
import { testDatabase } from '../support/db.js';
import { makeTechnician, makeTicket } from '../support/factories.js';

const { db } = await testDatabase();
const newest: JsonPage = { where: {}, orderBy: { id: 'desc' }, take: 2, skip: 0 };

const written = async (columns: JsonColumns, page = newest) => {
  const [answer] = await db.$queryRaw<{ json: string; rows: number }[]>`
    SELECT json, rows FROM ${new JsonRows('Ticket', page, columns)} written`;
  return { ...answer, json: JSON.parse(answer?.json ?? 'null') };
};

const total = async (of: Total) => (await db.$queryRaw<{ total: number }[]>`SELECT ${of}::int AS total`)[0]?.total;

it('writes no rows as an empty list', async () => {
  expect(await written({ Id: { path: 'id' } }, { ...newest, where: { id: 0 } })).toEqual({ json: [], rows: 0 });
});

it('writes more keys than a function may have arguments', async () => {
  await makeTicket(db);
  const keys = Array.from({ length: 130 }, (_, index) => `Key ${index}'s`);
  const { json } = await written(Object.fromEntries(keys.map((key) => [key, { path: 'id' }])));
  expect(Object.keys(json[0])).toEqual(keys);
});

it('counts, and sums a column, zero for no records', async () => {
  const technician = await makeTechnician(db);
  for (const timeSpentSeconds of [20, 40]) await makeTicket(db, { assigneeId: technician.id, timeSpentSeconds });
  const where = { assigneeId: technician.id };
  expect(await total(new Total('Ticket', where))).toBe(2);
  expect(await total(new Total('Ticket', where, 'timeSpentSeconds'))).toBe(60);
  expect(await total(new Total('Ticket', { id: 0 }, 'timeSpentSeconds'))).toBe(0);
});

it.each<[string, JsonColumns]>([
  ['columns', { Key: { path: 'nothing' } }],
  ['relations', { Key: { path: 'nobody.id' } }],
  ['lists on the way to a column', { Key: { path: 'comments.id' } }],
  ['relations that are no list, to be there', { Key: { has: 'status' } }],
])('refuses unknown %s', async (_name, columns) => {
  await expect(written(columns)).rejects.toThrow(/column|relation/);
});

it('writes rows in any order of their columns, and refuses others', async () => {
  await makeTicket(db, { subject: 'Zebra', priority: 2 });
  await makeTicket(db, { subject: 'Yak', priority: 2 });
  const columns = { Subject: { path: 'subject' } };
  const urgent = { ...newest, orderBy: [{ priority: 'desc' }, { subject: 'asc' }] };
  expect((await written(columns, urgent)).json).toEqual([{ Subject: 'Yak' }, { Subject: 'Zebra' }]);
  await expect(written(columns, { ...newest, orderBy: { status: { name: 'asc' } } })).rejects.toThrow(
    'order by status',
  );
});

it('refuses to sum what the table does not have', async () => {
  await expect(total(new Total('Ticket', {}, 'nothing'))).rejects.toThrow('sum of nothing');
});
