import { beforeEach, describe, expect, it } from 'vitest';
import type { Context } from '../../src/core/context.js';
import { createCallers } from '../../src/domain/caller/caller-service.js';
import { createLocalBus } from '../../src/infra/bus.js';
import { createLoginGuardStore } from '../../src/infra/login-guard.js';
import { problemOf } from '../../src/rest/errors.js';
import { contextOf, makeContext, testPasswords } from '../support/context.js';
import { testDatabase } from '../support/db.js';
import {
  makeAdmin,
  makeAttachment,
  makeCategory,
  makeCustomField,
  makeTechnician,
  makeTicket,
  makeUser,
} from '../support/factories.js';
import { post, rest } from '../support/rest.js';

const { db, truncate } = await testDatabase();

let ctx: Context;
beforeEach(async () => {
  await truncate();
  ctx = await contextOf(db, await makeAdmin(db), { face: 'REST' });
});

const _BARE_INTEGER = /^\d+$/;

/** What a call answers, as a record. */
const recordOf = async (path: string) => (await rest(ctx, path)).json as Record<string, unknown>;
const listOf = async (path: string) => (await rest(ctx, path)).json as Record<string, unknown>[];
const form = (fields: Record<string, string | number>) =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));

// The numbers are those of rest.md § 5.
describe('further quirks that old clients rely on', () => {
  it('14: articles are an object with articles and categories', async () => {
    expect(await recordOf('/api/Articles')).toEqual({ Articles: [], Categories: [] });
  });

  it('15: id means the ticket here, the file there, and elsewhere has another name', async () => {
    await makeTicket(db);
    const { id } = await makeTicket(db);
    const field = await makeCustomField(db);
    const file = await makeAttachment(db, { ticketId: id, uploadedById: ctx.who?.id });
    const body = new FormData();
    body.set('file', new Blob(['hello']), 'a.txt');
    expect((await rest(ctx, `/api/AttachFile?id=${id}`, { method: 'POST', body })).status).toBe(200);
    expect(await listOf(`/api/Attachments?id=${id}`)).toHaveLength(2);
    await post(ctx, '/api/comment', form({ id, body: 'Hello' }));
    expect((await listOf(`/api/comments?id=${id}`)).at(-1)).toMatchObject({ IssueID: id });
    expect((await rest(ctx, `/api/DeleteFile?id=${file.id}`)).status).toBe(200);
    expect(await listOf(`/api/Attachments?id=${id}`)).toHaveLength(1);
    expect((await recordOf(`/api/User?userId=${ctx.who?.id}`)).UserID).toBe(ctx.who?.id);
    const value = form({ ticketId: id, fieldId: field.id, value: 'x' });
    expect((await post(ctx, '/api/SetCustomField', value)).status).toBe(200);
  });

  it('16: UpdateTicket has its own rules for tags, assignee, dates and priority', async () => {
    const { id, categoryId } = await makeTicket(db);
    const technician = await makeTechnician(db, [{ id: categoryId }]);
    const update = async (fields: Record<string, string | number>) => {
      expect((await post(ctx, '/api/UpdateTicket', form({ id, ...fields }))).text).toBe('');
      return recordOf(`/api/ticket/${id}`);
    };
    await update({ tags: 'a,b' });
    expect((await update({ tags: 'c' })).Tags).toMatchObject([{ Name: 'c' }]);
    expect((await update({ assignedUserId: technician.id })).AssignedToUserID).toBe(technician.id);
    expect((await update({ assignedUserId: 0 })).AssignedToUserID).toBeNull();
    expect((await update({ dueDate: '2026-04-01' })).DueDate).toBe('2026-04-01T00:00:00Z');
    expect((await update({ dueDate: '' })).DueDate).toBeNull();
    expect((await update({ priority: 2 })).Priority).toBe(2);
    await rest(ctx, `/api/Close?id=${id}`);
    expect((await update({ closeDate: '2026-03-01T10:00:00.000-0500' })).ResolvedDate).toBe('2026-03-01T15:00:00Z');
    const filed = form({ categoryId, subject: 'New', body: 'x', priorityId: -1 });
    expect((await recordOf(`/api/ticket/${(await post(ctx, '/api/ticket', filed)).text}`)).Priority).toBe(-1);
  });

  it('17: origin is a number in and a name out, priority a number everywhere', async () => {
    const { id: categoryId } = await makeCategory(db);
    const { text } = await post(ctx, '/api/ticket', form({ categoryId, subject: 'Call', body: 'x', origin: 6 }));
    expect(await recordOf(`/api/ticket/${text}`)).toMatchObject({ Origin: 'Phone', Priority: 0 });
    expect((await listOf('/api/Tickets'))[0]).toMatchObject({ Origin: 'Phone', Priority: 0 });
  });

  it('18: statuses are words to show, with fixed numbers', async () => {
    const seen: unknown[] = [];
    const { id } = await makeTicket(db);
    for (const statusId of [1, 2, 3]) {
      await post(ctx, '/api/UpdateTicket', form({ id, statusId }));
      const { Status, StatusID } = await recordOf(`/api/ticket/${id}`);
      seen.push([StatusID, Status]);
    }
    expect(seen).toEqual([
      [1, 'New'],
      [2, 'In progress'],
      [3, 'Closed'],
    ]);
  });

  it('19: file parts may have any name', async () => {
    const { id } = await makeTicket(db);
    const body = new FormData();
    for (const name of ['file', 'uploadFile', 'file1', 'files[]', 'Anhänge']) body.append(name, new Blob(['x']), name);
    expect((await rest(ctx, `/api/AttachFile/${id}`, { method: 'POST', body })).status).toBe(200);
    expect(await listOf(`/api/Attachments/${id}`)).toHaveLength(5);
  });

  it('20: nobody with that address is not found, never null', async () => {
    for (const path of ['UserByEmail?email=nobody@example.com', 'UserByUsername?username=nobody']) {
      const { status, text } = await rest(ctx, `/api/${path}`);
      expect([path, status, text]).toEqual([path, 404, 'User not found.']);
    }
  });

  it('21: refusals are plain sentences, and 429 is for too many calls alone', async () => {
    const nobody = makeContext(db, null, { face: 'REST' });
    const customer = await contextOf(db, await makeUser(db), { face: 'REST' });
    for (const [who, status] of [
      [nobody, 401],
      [customer, 403],
    ] as const) {
      const answer = await rest(who, '/api/Users');
      expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'text/plain; charset=utf-8']);
      expect(answer.text).toMatch(/^[A-Z][^<>]*\.$/);
    }
    await makeUser(db, { username: 'twin' });
    expect((await post(ctx, '/api/CreateUser', { email: 'x@example.com', username: 'TWIN' })).status).toBe(400);
  });

  it('22: three wrong passwords block the address, which is told by 403 even with the right one', async () => {
    const passwordHash = await testPasswords.hash('right');
    await makeUser(db, { username: 'jane', passwordHash });
    const guardStore = createLoginGuardStore(null);
    const parts = { db, passwords: testPasswords, guardStore, bus: createLocalBus(), onError: () => {} };
    const callers = createCallers(parts);
    const logIn = async (password: string) => {
      const authorization = [`Basic ${Buffer.from(`jane:${password}`).toString('base64')}`];
      const from = { authorization, address: '192.0.2.1', addressKey: '192.0.2.1', userAgent: null };
      return callers.identify(from).then(
        () => 200,
        (error) => problemOf(error)?.status,
      );
    };
    const statuses = [await logIn('a'), await logIn('b'), await logIn('c'), await logIn('right')];
    await callers.settled();
    expect(statuses).toEqual([401, 401, 401, 403]);
  });

  it('23: companies and departments are found or made by name', async () => {
    const { text: first } = await post(ctx, '/api/Company', { name: 'Example GmbH' });
    expect((await post(ctx, '/api/Company', { name: 'example GMBH' })).text).toBe(first);
    const place = { company: 'EXAMPLE gmbh', department: 'Sales' };
    const { text: userId } = await post(ctx, '/api/CreateUser', { email: 'mira@example.com', ...place });
    const user = await recordOf(`/api/User?userId=${userId}`);
    expect(user).toMatchObject({ CompanyId: Number(first), CompanyName: 'Example GmbH', DepartmentName: 'Sales' });
    expect(await listOf('/api/Departments')).toHaveLength(1);
  });

  it('24: values of drop-downs are taken by the number of the option and by its text', async () => {
    const { id: ticketId } = await makeTicket(db);
    const field = await makeCustomField(db, { options: ['Minor', 'Blocking'] });
    const optionId = field.options[1]?.id ?? 0;
    for (const value of [optionId, 'Blocking', 'blocking']) {
      await post(ctx, '/api/SetCustomField', form({ ticketId, fieldId: field.id, value: '' }));
      const { text } = await post(ctx, '/api/SetCustomField', form({ ticketId, fieldId: field.id, value }));
      expect(text).toBe('');
      const [found] = await listOf(`/api/TicketCustomFields/${ticketId}`);
      expect(found).toMatchObject({ Value: 'Blocking', OptionID: optionId });
    }
  });

  it('25: a category carries its section in its long name', async () => {
    const section = await db.section.create({ data: { name: 'Office IT', nameKey: 'office it' } });
    await makeCategory(db, { name: 'Printers', sectionId: section.id });
    expect(await listOf('/api/categories')).toMatchObject([{ NameWithSection: 'Office IT \\ Printers' }]);
  });

  it('26: booleans arrive with capitals; arrays as repeated names, with brackets, or as comma lists', async () => {
    await makeCustomField(db);
    await makeTicket(db);
    await makeTicket(db, { statusId: 2 });
    await makeTicket(db, { statusId: 3 });
    const withFields = await listOf('/api/Tickets?includeCustomFields=True');
    expect(withFields[0]).toHaveProperty('CustomFields');
    expect((await listOf('/api/Tickets?includeCustomFields=False'))[0]).not.toHaveProperty('CustomFields');
    const spellings = [
      'statusId=1&statusId=2',
      'statusId[]=1&statusId[]=2',
      'statusId[0]=1&statusId[1]=2',
      'statusId=1,2',
    ];
    for (const query of spellings) expect([query, (await listOf(`/api/Tickets?${query}`)).length]).toEqual([query, 2]);
  });
});
