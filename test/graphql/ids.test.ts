import { describe, expect, it } from 'vitest';
import { decodeId, encodeId, readId } from '../../src/graphql/ids.js';

describe('Opaque ids', () => {
  it('keep their form for ever, since clients store them', () => {
    expect(encodeId('Ticket', 1042)).toBe('VGlja2V0OjEwNDI');
    expect(encodeId('CustomFieldOption', 7)).toBe('Q3VzdG9tRmllbGRPcHRpb246Nw');
  });

  it.each(['Tag', 'User', 'Asset', 'Ticket', 'TicketStatus'])(
    'are base64url for numbers of all lengths of %s',
    (type) => {
      const numbers = [1, 10, 123, 1_234, 56_789, 999_999, 1_000_000, 2_147_483_647];
      const encoded = numbers.map((number) => Buffer.from(`${type}:${number}`).toString('base64url'));
      expect(numbers.map((number) => encodeId(type, number))).toEqual(encoded);
    },
  );

  it('are read back', () => {
    expect(decodeId('VGlja2V0OjEwNDI')).toEqual({ type: 'Ticket', databaseId: 1042 });
  });

  it.each(['', '1042', 'Ticket:1042', 'VGlja2V0OjA', 'VGlja2V0Oi0x', 'VGlja2V0OjEuNQ', 'VGlja2V0OjEwNDI!', 'ÿÿ'])(
    'are nothing else, such as %j',
    (id) => expect(decodeId(id)).toBeNull(),
  );
});

describe('Reading an id', () => {
  it.each([['VGlja2V0OjEwNDI'], ['VGlja2V0OjEwNDI='], ['1042'], [' 1042 '], [1042]])('takes %j', (id) => {
    expect(readId('Ticket', id)).toBe(1042);
  });

  it.each(['2147483648', '999999999999', '0', encodeId('Ticket', 2_147_483_648)])(
    'takes %s for the id of nothing',
    (id) => {
      expect(readId('Ticket', id)).toBe(0);
    },
  );

  it('refuses the id of another type and what is no id, naming the field', () => {
    expect(() => readId('User', 'VGlja2V0OjEwNDI', 'assigneeId')).toThrow(
      expect.objectContaining({
        code: 'INVALID',
        field: ['assigneeId'],
        message: 'assigneeId is the id of a Ticket, not of a User.',
      }),
    );
    expect(() => readId('User', '12a')).toThrow('id is neither a number nor the id of a User.');
    expect(() => readId('User', '-1')).toThrow('id is neither a number nor the id of a User.');
    expect(() => readId('User', '1'.repeat(400))).toThrow('id is neither a number nor the id of a User.');
  });
});
