import { describe, expect, it } from 'vitest';
import { createTicketParams, listTicketsParams, updateTicketParams } from '../../src/rest/ticket-params.js';
import { updateUserParams } from '../../src/rest/user-params.js';
import { FORM, JSON_TYPE, read } from '../support/read-call.js';

const list = (query: string) => read({ path: `/api/Tickets?${query}`, params: listTicketsParams });
const update = (form: string) => {
  return read({ path: '/api/UpdateTicket', params: updateTicketParams, isWrite: true, type: FORM, body: form });
};

describe('values of every spelling', () => {
  it.each([
    ['statusId=1&statusId=2', { statusId: [1, 2] }],
    ['statusId[]=1&statusId[]=2', { statusId: [1, 2] }],
    ['statusId%5B0%5D=1&statusId%5B1%5D=2', { statusId: [1, 2] }],
    ['statusId=1,2, 2,', { statusId: [1, 2] }],
    ['statuses=open', {}],
    ['statuses=2', { statusId: [2] }],
    ['categoryId=99999999999', { categoryId: [-1] }],
    ['sectionId= %2B7 ', { sectionId: 7 }],
    ['categoryId=&sectionId=&count=&mode=&dateFrom=&tagName=&subscribedOnly=', {}],
    ['count=undefined&sectionId=NaN&subscribedOnly=maybe&mode=1', {}],
    ['count=0x10&offset=1e2&dueInDays=1.5', {}],
    ['count=99999999999&offset=-5', { count: 2_147_483_647, offset: -5 }],
    ['mode=HandledByMe', { mode: 'handledbyme' }],
    ['dateFrom=2026-03-02', { dateFrom: new Date('2026-03-02T00:00:00Z') }],
    ['dateTo=2026-03-02', { dateTo: new Date('2026-03-03T00:00:00Z') }],
    ['dateTo=2026-03-02 10:00:00', { dateTo: new Date('2026-03-02T10:00:00.001Z') }],
    ['dateTo=9999-12-31', { dateTo: new Date('9999-12-31T23:59:59.999Z') }],
    ['updatedFrom=2024-01-01T10:00:00.000-0500', { updatedFrom: new Date('2024-01-01T15:00:00Z') }],
    ['updatedFrom=01/31/2024 08:15:27', { updatedFrom: new Date('2024-01-31T08:15:27Z') }],
  ])('reads %s of a list', async (query, expected) => {
    expect(await list(query)).toEqual(expected);
  });

  it.each([
    ['id=1&dueDate=', { id: 1, dueDate: null }],
    ['id=1&closeDate=&tags=&subject=&statusId=', { id: 1 }],
    ['id=1&tags=a, B,,b', { id: 1, tags: ['a', 'B'] }],
    ['id=1&tags=tags%3Da,b', { id: 1, tags: ['a', 'b'] }],
    ['id=1&assignedUserId=0', { id: 1, assignedUserId: 0 }],
    ['id=99999999999', { id: -1 }],
    ['id=-7', { id: -1 }],
    ['id=1&body=%C3%A4%0D%0A', { id: 1, body: 'ä\r\n' }],
  ])('reads %s of a write', async (form, expected) => {
    expect(await update(form)).toEqual(expected);
  });

  it('reads natural types of JSON', async () => {
    const body = JSON.stringify({
      ID: 1,
      subject: 42,
      tags: ['a', 'b'],
      priority: '1',
      dueDate: null,
      body: null,
      x: {},
    });
    const sent = { path: '/api/UpdateTicket', params: updateTicketParams, isWrite: true, type: JSON_TYPE, body };
    expect(await read(sent)).toEqual({ id: 1, subject: '42', tags: ['a', 'b'], priority: 1, dueDate: null });
  });

  it('keeps an empty text where it means something', async () => {
    const path = '/api/UpdateUser?userId=3&firstName=&username=&disabled=&notes=';
    expect(await read({ path, params: updateUserParams, isWrite: true })).toEqual({
      userId: 3,
      firstName: '',
      notes: '',
    });
    const ticket = '/api/ticket?categoryId=1&subject=s&body=';
    expect(await read({ path: ticket, params: createTicketParams, isWrite: true })).toMatchObject({ body: '' });
  });

  it('reads custom fields from text and object, and an origin from number and name', async () => {
    const path = '/api/ticket?categoryId=1&subject=s&body=b';
    const fields = new Map([
      [12, 'x'],
      [15, '3'],
    ]);
    const query = `${path}&origin=6&customFields=${encodeURIComponent('{"12":"x","15":3}')}`;
    expect(await read({ path: query, params: createTicketParams })).toMatchObject({
      customFields: fields,
      origin: 'Phone',
    });
    const body = '{"customFields":{"12":"x","15":3},"origin":"phone"}';
    const sent = { path, params: createTicketParams, type: JSON_TYPE, body };
    expect(await read(sent)).toMatchObject({ customFields: fields, origin: 'Phone' });
  });
});

describe('mistakes in values', () => {
  it.each([
    ['', 'Parameter id is required.'],
    ['id=', 'Parameter id is required.'],
    ['id=abc', 'Parameter id must be a whole number.'],
    ['id=1.5', 'Parameter id must be a whole number.'],
    ['id=1&priority=high', 'Parameter priority must be a whole number.'],
    ['id=1&timeSpentInSeconds=99999999999', 'Parameter timeSpentInSeconds must be a whole number.'],
    ['id=1&statusId=x', 'Parameter statusId must be a whole number.'],
    ['id=1&dueDate=tomorrow', 'Parameter dueDate must be a date'],
    ['id=1&date=2026-02-30', 'Parameter date must be a date'],
    ['id=1&date=12026-01-01', 'Parameter date must be a date'],
    ['id=1&subject=a%00b', 'NUL'],
  ])('refuses a write with "%s"', async (form, message) => {
    await expect(update(form)).rejects.toThrow(message);
  });

  it.each([
    ['broken JSON', '{"id":', 'not well-formed JSON'],
    ['a JSON array', '[1]', 'must be a JSON object'],
    ['half of a surrogate pair', '{"id":1,"subject":"\\ud800"}', 'not well-formed Unicode'],
    ['an object for a text', '{"id":1,"subject":{"a":1}}', 'Parameter subject must be a text.'],
    ['an object for an id', '{"id":{"gt":0}}', 'Parameter id must be a whole number.'],
    ['a fraction for an id', '{"id":1.5}', 'Parameter id must be a whole number.'],
  ])('refuses %s', async (_what, body, message) => {
    const sent = { path: '/api/UpdateTicket', params: updateTicketParams, isWrite: true, type: JSON_TYPE, body };
    await expect(read(sent)).rejects.toThrow(message);
  });

  it('refuses dates that cannot be read also where it only reads', async () => {
    await expect(list('dateFrom=today')).rejects.toThrow('Parameter dateFrom must be a date');
    await expect(list(`tagName=${encodeURIComponent('\u0000')}`)).rejects.toThrow('NUL');
  });

  it('refuses lists that are too long', async () => {
    await expect(list(`statusId=${Array.from({ length: 1001 }, (_, i) => i).join()}`)).rejects.toThrow('1000');
  });

  it.each(['[]', '"x"', '{', '{"a":"x"}', '{"1":{}}'])('refuses %s for custom fields', async (value) => {
    const path = `/api/ticket?categoryId=1&subject=s&body=b&customFields=${encodeURIComponent(value)}`;
    await expect(read({ path, params: createTicketParams, isWrite: true })).rejects.toThrow('customFields');
  });
});
