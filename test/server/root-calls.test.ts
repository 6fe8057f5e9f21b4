import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { countRootCalls } from '../../src/server/root-calls.js';

const aliases = Array.from({ length: 10 }, (_, i) => `s${i}: search(query: "x") { totalCount }`).join(' ');

describe('the calls of a document', () => {
  it.each([
    ['one field', '{ viewer { id } }', { standard: 1 }],
    ['two fields', '{ viewer { id } tickets { totalCount } }', { standard: 2 }],
    ['a mutation', 'mutation { closeTicket(input: {}) { errors { code } } }', { standard: 1 }],
    ['a subscription', 'subscription { ticketChanged(id: 1) { id } }', { standard: 1 }],
    ['searches', '{ search(query: "x") { totalCount } userByEmail(email: "x") { id } }', { search: 2 }],
    ['ten aliases', `{ ${aliases} }`, { search: 10 }],
    ['both budgets', '{ viewer { id } a: search(query: "x") { totalCount } }', { standard: 1, search: 1 }],
    ['an alias that hides', '{ __typename: search(query: "x") { totalCount } }', { search: 1 }],
    ['introspection', '{ __schema { types { name } } __type(name: "User") { name } __typename }', {}],
    ['the limits themselves', '{ rateLimit { remaining } }', {}],
    ['nested searches of another type', '{ viewer { search { id } } }', { standard: 1 }],
    ['fields that are merged', '{ viewer { id } viewer { username } }', { standard: 1 }],
    ['an inline fragment', '{ ... on Query { viewer { id } } ... { stats { total } } }', { standard: 2 }],
    [
      'a fragment',
      '{ ...A } fragment A on Query { viewer { id } ...B } fragment B on Query { stats { total } }',
      { standard: 2 },
    ],
    [
      'fragments in a circle',
      '{ ...A } fragment A on Query { viewer { id } ...B } fragment B on Query { ...A }',
      { standard: 1 },
    ],
    ['an unknown fragment', '{ viewer { id } ...Missing }', { standard: 1 }],
    [
      'what is skipped',
      '{ viewer @skip(if: true) { id } stats @include(if: false) { total } tags { id } }',
      { standard: 1 },
    ],
    ['what is not skipped', '{ viewer @skip(if: false) @include(if: true) { id } }', { standard: 1 }],
    ['a skipped fragment', '{ ...A @skip(if: true) } fragment A on Query { viewer { id } }', {}],
  ])('are counted with %s', (_, text, cost) => {
    expect(countRootCalls(parse(text))).toEqual(cost);
  });

  it('follow the variables and their defaults', () => {
    const document = parse(
      'query ($on: Boolean = false, $off: Boolean!) { viewer @include(if: $on) { id } stats @skip(if: $off) { total } }',
    );
    expect(countRootCalls(document, null, { off: true })).toEqual({});
    expect(countRootCalls(document, null, { on: true, off: false })).toEqual({ standard: 2 });
  });

  it('are those of the chosen operation', () => {
    const document = parse('query A { viewer { id } } query B { search(query: "x") { totalCount } }');
    expect(countRootCalls(document, 'A')).toEqual({ standard: 1 });
    expect(countRootCalls(document, 'B')).toEqual({ search: 1 });
    expect(countRootCalls(document)).toEqual({});
    expect(countRootCalls(document, 'C')).toEqual({});
  });
});
