import { getNamedType, isListType, isNonNullType } from 'graphql';
import { beforeEach, describe, expect, it } from 'vitest';
import { encodeId } from '../../src/graphql/ids.js';
import * as make from '../support/factories.js';
import { makePrincipal } from '../support/principals.js';
import { type MutationInput, mutationInputs, requiredInput } from './mutation-inputs.js';
import { testGraph } from './support.js';

const graph = await testGraph();
const admin = makePrincipal({ id: 1, isAdmin: true });
const records = mutationInputs.filter(
  ({ type }) => !('files' in requiredInput({ fields: Object.values(type.getFields()) })),
);

beforeEach(async () => {
  await graph.truncate();
  await make.makeAdmin(graph.db);
});

interface Mistake {
  readonly code: string;
  readonly field: readonly string[] | null;
}

async function mistakesOf({ mutation, document }: MutationInput, input: object): Promise<readonly Mistake[]> {
  return (await graph.data(admin, document, { input }))[mutation].errors;
}

/** The fields of a kind, with a way to give them a value. */
function fieldsOf({ fields }: MutationInput, typeName: string) {
  return fields
    .filter(({ type }) => getNamedType(type).name === typeName)
    .map(({ name, type }) => ({ name, put: (value: unknown) => (isList(type) ? [value] : value) }));
}

function isList(type: unknown): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}

describe('ids in every mutation', () => {
  it.each(records.map((input) => [input.mutation, input] as const))(
    '%s: wrong ones are named',
    async (_name, input) => {
      for (const { name, put } of fieldsOf(input, 'ID')) {
        for (const id of [
          'nonsense',
          '',
          '-1',
          '1.5',
          '1e3',
          encodeId('PageInfo', 1),
          encodeId('Ticket', 1).slice(1),
        ]) {
          const mistakes = await mistakesOf(input, { ...requiredInput(input), [name]: put(id) });
          expect([name, id, mistakes[0]?.code, mistakes[0]?.field?.[0]]).toEqual([name, id, 'INVALID', name]);
        }
      }
    },
  );

  it.each(records.map((input) => [input.mutation, input] as const))(
    '%s: those of nothing are found out',
    async (_name, input) => {
      for (const { name, put } of fieldsOf(input, 'ID')) {
        for (const id of ['0', '99999999999', '2147483647']) {
          const mistakes = await mistakesOf(input, { ...requiredInput(input), [name]: put(id) });
          expect([name, id, mistakes[0]?.code]).toEqual([
            name,
            id,
            expect.stringMatching(/INVALID|NOT_FOUND|FORBIDDEN/),
          ]);
        }
      }
    },
  );
});

describe('texts in every mutation', () => {
  const texts = { 'NUL characters': 'a\u0000b', 'half a character': 'a\ud800b' };

  it.each(Object.entries(texts))('are refused with %s', async (_title, text) => {
    for (const input of records) {
      for (const { name, put } of fieldsOf(input, 'String')) {
        const mistakes = await mistakesOf(input, { ...requiredInput(input), [name]: put(text) });
        expect([input.mutation, name, mistakes.length]).toEqual([input.mutation, name, 1]);
      }
    }
  });

  it('of a megabyte are stored or refused, and never a fault of ours', async () => {
    for (const input of records) {
      for (const { name, put } of fieldsOf(input, 'String')) {
        const { errors } = await graph.run(admin, input.document, {
          input: { ...requiredInput(input), [name]: put('x'.repeat(1_000_000)) },
        });
        expect([input.mutation, name, errors]).toEqual([input.mutation, name, undefined]);
      }
    }
  });
});

describe('dates and numbers in every mutation', () => {
  it('at the ends of their range are stored or refused, and never a fault of ours', async () => {
    const extremes = {
      DateTime: ['0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z'],
      Int: [-(2 ** 31), 0, 2 ** 31 - 1],
    };
    for (const input of records) {
      for (const [type, values] of Object.entries(extremes)) {
        for (const { name, put } of fieldsOf(input, type)) {
          for (const value of values) {
            const variables = { input: { ...requiredInput(input), [name]: put(value) } };
            const { errors } = await graph.run(admin, input.document, variables);
            expect([input.mutation, name, value, errors]).toEqual([input.mutation, name, value, undefined]);
          }
        }
      }
    }
  });

  it.each(['0000-01-01T00:00:00Z', '10000-01-01T00:00:00Z', '2026-02-30T00:00:00Z', 'now'])(
    '%s is no date',
    async (date) => {
      const document = 'mutation ($input: CreateAccessTokenInput!) { createAccessToken(input: $input) { secret } }';
      const { errors } = await graph.run(admin, document, { input: { name: 'x', expiresAt: date } });
      expect(errors?.[0]?.message).toContain('Expected a date and time');
    },
  );
});
