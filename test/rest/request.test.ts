import { describe, expect, it } from 'vitest';
import { isRestUrl, readCall, readTarget } from '../../src/rest/request.js';
import { closeParams, listTicketsParams, updateTicketParams } from '../../src/rest/ticket-params.js';
import { userParams } from '../../src/rest/user-params.js';
import { FORM, JSON_TYPE, multipart, read } from '../support/read-call.js';

describe('addresses', () => {
  it.each([
    ['/api/Tickets', 'tickets', undefined],
    ['/API/tickets/', 'tickets', undefined],
    ['//api//TICKETS', 'tickets', undefined],
    ['/helpdesk/api/Ticket/12', 'ticket', '12'],
    ['/HelpDesk/Api/ticket/12/', 'ticket', '12'],
    ['/api/Tickets/mode?mode=unclosed', 'tickets', 'mode'],
    ['/api/ticket%2F12', 'ticket/12', undefined],
    ['/File/Get/7', 'attachment', '7'],
    ['/helpdesk/file/get?id=7', 'attachment', undefined],
  ])('finds the action of %s', (path, action, id) => {
    expect(isRestUrl(path)).toBe(true);
    expect(readTarget(`http://desk.example.com${path}`)).toMatchObject({ action, id });
  });

  it.each(['/', '//', '/graphql', '/helpdesk', '/apis/Tickets', '/x/api/Tickets', 'http://[::1'])(
    'leaves %s to others',
    (path) => expect(isRestUrl(path)).toBe(false),
  );

  it.each(['/api', '/helpdesk/api/', '/api/ticket/1/Attachments'])('knows no action for %s', (path) => {
    expect(readTarget(`http://desk.example.com${path}`)).toBeUndefined();
  });

  it('refuses a broken escape', () => {
    expect(() => readTarget('http://desk.example.com/api/%E0%A4%A')).toThrow('not well-formed');
  });
});

describe('where parameters come from', () => {
  const params = closeParams;
  const expected = { id: 12, suppressNotification: true };

  it.each([
    ['the query', { path: '/api/Close?id=12&suppressNotification=true' }],
    ['the path', { path: '/api/Close/12?suppressNotification=true' }],
    ['other spellings', { path: '/api/close?ID=12&SuppressNotification=True' }],
    ['a form', { path: '/api/Close', type: FORM, body: 'id=12&suppressNotification=1' }],
    [
      'a form with a charset',
      { path: '/api/Close', type: `${FORM}; charset=UTF-8`, body: 'Id=12&suppressnotification=on' },
    ],
    ['a multipart form', { path: '/api/Close', ...multipart({ id: '12', suppressNotification: 'TRUE' }) }],
    ['JSON', { path: '/api/Close', type: JSON_TYPE, body: '{"id":12,"suppressNotification":true}' }],
    ['JSON with texts', { path: '/api/Close', type: 'text/json', body: '{"Id":" 12 ","suppressNotification":"true"}' }],
    ['query and form', { path: '/api/Close?id=12', type: FORM, body: 'suppressNotification=true' }],
    ['a query with a JSON type and no body', { path: '/api/Close?id=12&suppressNotification=1', type: JSON_TYPE }],
    [
      'a query with a blank JSON body',
      { path: '/api/Close?id=12&suppressNotification=1', type: JSON_TYPE, body: ' \n' },
    ],
    [
      'a query beside an unknown body',
      { path: '/api/Close/12?suppressNotification=1', type: 'text/xml', body: '<x/>' },
    ],
    ['a query with empty pairs', { path: '/api/Close?&&id=12&suppressNotification=1&' }],
    ['a query beside unknown parameters', { path: '/api/Close?id=12&suppressNotification=1&x=%00&y[]=1' }],
  ])('reads %s', async (_where, sent) => {
    expect(await read({ params, isWrite: true, ...sent })).toEqual(expected);
  });

  it('prefers the body to the path, and the path to the query', async () => {
    expect(await read({ path: '/api/Close/2?id=3', params, type: FORM, body: 'id=1' })).toEqual({ id: 1 });
    expect(await read({ path: '/api/Close/2?id=3', params })).toEqual({ id: 2 });
  });

  it('looks further where a value is empty', async () => {
    expect(await read({ path: '/api/Close?id=3', params, type: FORM, body: 'id=' })).toEqual({ id: 3 });
  });

  it('ignores a path segment where there is no id', async () => {
    expect(await read({ path: '/api/Tickets/mode?mode=unclosed', params: listTicketsParams })).toEqual({
      mode: 'unclosed',
    });
  });

  it('takes another name for a parameter', async () => {
    expect(await read({ path: '/api/User/5', params: userParams })).toEqual({ userId: 5 });
    const path = '/api/UpdateTicket?id=1&newCategoryId=3&priorityId=2';
    expect(await read({ path, params: updateTicketParams })).toEqual({ id: 1, categoryId: 3, priority: 2 });
  });
});

describe('bodies that cannot be read', () => {
  it('tells that a body is of a type it does not understand', async () => {
    const sent = { path: '/api/Close', params: closeParams, type: 'text/xml', body: '<id>1</id>' };
    await expect(read(sent)).rejects.toThrow('The body is of type text/xml');
  });

  it.each([
    ['no boundary', 'multipart/form-data', 'x'],
    ['no end', 'multipart/form-data; boundary=cut', '--cut\r\nContent-Disposition: form-data; name="id"\r\n\r\n1'],
  ])('refuses a multipart body with %s', async (_what, type, body) => {
    await expect(read({ path: '/api/Close', params: closeParams, type, body })).rejects.toMatchObject({
      code: 'INVALID',
      message: 'The multipart body is broken or incomplete.',
    });
  });

  it.each([
    ['form', FORM, 'id=1&x='.padEnd(1001, 'x')],
    ['multipart field', ...Object.values(multipart({ id: '1', x: 'x'.repeat(1001) }))],
    ['multipart body of many fields', ...Object.values(multipart({ id: '1', x: 'x'.repeat(600), y: 'y'.repeat(600) }))],
  ])('refuses a %s over the limit', async (_what, type, body) => {
    await expect(read({ path: '/api/Close', params: closeParams, type: String(type), body })).rejects.toMatchObject({
      code: 'TOO_LARGE',
    });
  });

  it('stops reading a body of unknown length at the limit', async () => {
    let sent = 0;
    async function* endless() {
      for (;;) {
        sent += 100;
        yield Buffer.alloc(100, 'x');
      }
    }
    const target = readTarget('/api/Close') ?? { action: '', id: undefined, query: '' };
    const headers = new Headers({ 'transfer-encoding': 'chunked', 'content-type': FORM });
    const input = { headers, stream: endless(), bodyBytesMax: 1000, uploadBytesMax: 1000 };
    await expect(readCall(target, closeParams, input, true)).rejects.toMatchObject({ code: 'TOO_LARGE' });
    expect(sent).toBeLessThan(1500);
  });
});
