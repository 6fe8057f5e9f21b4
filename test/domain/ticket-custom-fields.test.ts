import { beforeEach, describe, expect, it } from 'vitest';
import type { FieldInput } from '../../src/domain/custom-field/custom-field-rules.js';
import { createTicket } from '../../src/domain/ticket/ticket-create.js';
import { listTicketFieldValues, setTicketCustomFields } from '../../src/domain/ticket/ticket-custom-fields.js';
import { contextOf } from '../support/context.js';
import { testDatabase } from '../support/db.js';
import * as make from '../support/factories.js';

const { db, truncate } = await testDatabase();
const server = await testDatabase('postgres');
beforeEach(truncate);

async function makeDesk(database = db) {
  const category = await make.makeCategory(database);
  const tech = await contextOf(database, await make.makeTechnician(database, [category]));
  const ticket = await make.makeTicket(database, { categoryId: category.id });
  const submitter = await contextOf(database, { id: ticket.submitterId });
  const fields = {
    text: await make.makeCustomField(database, { position: 1 }),
    date: await make.makeCustomField(database, { type: 'DATE', position: 2 }),
    choice: await make.makeCustomField(database, { options: ['Low', 'High'], position: 3 }),
    check: await make.makeCustomField(database, { type: 'CHECKBOX', position: 4 }),
    secret: await make.makeCustomField(database, { forTechsOnly: true, position: 5 }),
  };
  return { category, tech, submitter, ticket, ...fields };
}

describe('works', () => {
  it('takes values as text and typed', async () => {
    const { tech, ticket, text, date, choice, check } = await makeDesk();
    const [low, high] = choice.options;
    const values = async () => {
      const rows = await listTicketFieldValues(tech, ticket.id);
      return rows.map(({ value }) => value?.text ?? value?.date?.toISOString() ?? value?.optionId ?? value?.checked);
    };
    await setTicketCustomFields(
      tech,
      ticket.id,
      new Map<number, FieldInput>([
        [text.id, 'Room 5'],
        [date.id, '03/02/2026'],
        [choice.id, 'high'],
        [check.id, 'True'],
      ]),
    );
    expect(await values()).toEqual(['Room 5', '2026-03-02T00:00:00.000Z', high?.id, true]);
    await setTicketCustomFields(
      tech,
      ticket.id,
      new Map<number, FieldInput>([
        [text.id, { text: 'Room 6' }],
        [date.id, { date: new Date('2026-03-03T17:00:00Z') }],
        [choice.id, { optionId: low?.id ?? 0 }],
        [check.id, { checked: false }],
      ]),
    );
    expect(await values()).toEqual(['Room 6', '2026-03-03T00:00:00.000Z', low?.id, false]);
  });

  it('clears with empty text, null or a typed nothing, and lists unset fields when asked', async () => {
    const { tech, ticket, text, date, choice } = await makeDesk();
    await setTicketCustomFields(
      tech,
      ticket.id,
      new Map<number, FieldInput>([
        [text.id, 'x'],
        [date.id, '2026-01-01'],
        [choice.id, 'Low'],
      ]),
    );
    await setTicketCustomFields(
      tech,
      ticket.id,
      new Map<number, FieldInput>([
        [text.id, ''],
        [date.id, null],
        [choice.id, { text: null }],
      ]),
    );
    expect(await listTicketFieldValues(tech, ticket.id)).toEqual([]);
    const all = await listTicketFieldValues(tech, ticket.id, { returnUnset: true });
    expect(all.map(({ value }) => value)).toEqual([null, null, null, null, null]);
  });

  it('writes readable changes into the history, those of technicians apart', async () => {
    const { tech, ticket, choice, secret } = await makeDesk();
    await setTicketCustomFields(
      tech,
      ticket.id,
      new Map<number, FieldInput>([
        [choice.id, 'Low'],
        [secret.id, 'hush'],
      ]),
    );
    await setTicketCustomFields(tech, ticket.id, new Map<number, FieldInput>([[choice.id, 'Low']]));
    expect(await db.ticketEvent.findMany({ orderBy: { id: 'asc' } })).toMatchObject([
      { kind: 'FIELDS_CHANGED', isInternal: false, changes: [{ field: `customFields.${choice.id}`, after: 'Low' }] },
      { kind: 'FIELDS_CHANGED', isInternal: true, changes: [{ field: `customFields.${secret.id}`, after: 'hush' }] },
    ]);
  });

  it('keeps values of an earlier category readable', async () => {
    const { tech, ticket, category } = await makeDesk();
    const own = await make.makeCustomField(db, { categories: { create: { categoryId: category.id } } });
    await setTicketCustomFields(tech, ticket.id, new Map<number, FieldInput>([[own.id, 'x']]));
    const other = await make.makeCategory(db);
    await db.ticket.update({ where: { id: ticket.id }, data: { categoryId: other.id } });
    const admin = await contextOf(db, await make.makeAdmin(db));
    expect((await listTicketFieldValues(admin, ticket.id)).map(({ field }) => field.id)).toEqual([own.id]);
    const refusal = { code: 'NOT_FOUND', message: 'Custom field not found.' };
    await expect(
      setTicketCustomFields(admin, ticket.id, new Map<number, FieldInput>([[own.id, 'y']])),
    ).rejects.toMatchObject(refusal);
  });

  it('notes the fields a ticket starts with', async () => {
    const { submitter, category, text } = await makeDesk();
    const input = {
      categoryId: category.id,
      subject: 'Ink',
      body: '',
      customFields: new Map<number, FieldInput>([[text.id, 'x']]),
    };
    const { id } = await createTicket(submitter, input);
    const kinds = await db.ticketEvent.findMany({ where: { ticketId: id }, orderBy: { id: 'asc' } });
    expect(kinds.map(({ kind }) => kind)).toEqual(['CREATED', 'FIELDS_CHANGED']);
  });
});

describe('refuses', () => {
  it('customers the fields for technicians, and tickets of others', async () => {
    const { submitter, ticket, secret, text } = await makeDesk();
    await setTicketCustomFields(submitter, ticket.id, new Map<number, FieldInput>([[text.id, 'mine']]));
    await expect(
      setTicketCustomFields(submitter, ticket.id, new Map<number, FieldInput>([[secret.id, 'x']])),
    ).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    const reader = await make.makeUser(db);
    await db.ticketParticipant.create({ data: { ticketId: ticket.id, userId: reader.id } });
    const ctx = await contextOf(db, reader);
    await expect(
      setTicketCustomFields(ctx, ticket.id, new Map<number, FieldInput>([[text.id, 'x']])),
    ).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(await listTicketFieldValues(ctx, ticket.id)).toHaveLength(1);
  });
});

describe('mistakes', () => {
  it('changes nothing when one value is wrong', async () => {
    const { tech, ticket, text, date, choice, check } = await makeDesk();
    const wrong = [
      [date.id, 'soon'],
      [date.id, { text: '2026-01-01' }],
      [date.id, { date: new Date(Number.NaN) }],
      [choice.id, 'Medium'],
      [choice.id, { optionId: 99_999 }],
      [check.id, 'perhaps'],
      [check.id, { checked: true, text: 'true' }],
    ] as const;
    for (const [id, value] of wrong) {
      const inputs = new Map<number, FieldInput>([
        [text.id, 'x' as const],
        [id, value],
      ]);
      await expect(setTicketCustomFields(tech, ticket.id, inputs)).rejects.toMatchObject({
        code: 'INVALID',
        field: ['customFields', String(id)],
      });
    }
    await expect(
      setTicketCustomFields(
        tech,
        ticket.id,
        new Map<number, FieldInput>([
          [text.id, 'x'],
          [77_777, 'y'],
        ]),
      ),
    ).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await db.customFieldValue.count()).toBe(0);
    expect(await db.ticketEvent.count()).toBe(0);
  });
});

describe('callers at once', () => {
  it('leave one value, the whole of one call', async () => {
    await server.truncate();
    const { tech, ticket, text, date } = await makeDesk(server.db);
    const days = ['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04'];
    await Promise.all(
      days.map((day) =>
        setTicketCustomFields(
          tech,
          ticket.id,
          new Map<number, FieldInput>([
            [text.id, day],
            [date.id, day],
          ]),
        ),
      ),
    );
    const [first, second] = await listTicketFieldValues(tech, ticket.id);
    expect(second?.value?.date?.toISOString().slice(0, 10)).toBe(first?.value?.text);
    expect(await server.db.customFieldValue.count()).toBe(2);
  });
});
