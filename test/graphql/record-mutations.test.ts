import { beforeEach, describe, expect, it } from 'vitest';
import { encodeId } from '../../src/graphql/ids.js';
import * as make from '../support/factories.js';
import { makePrincipal } from '../support/principals.js';
import { testGraph } from './support.js';

const graph = await testGraph();
const { db } = graph;
const admin = makePrincipal({ id: 1, isAdmin: true });
const customer = makePrincipal({ id: 2 });

beforeEach(async () => {
  await graph.truncate();
  await make.makeAdmin(db);
  await make.makeUser(db);
  await make.makeCompany(db, { name: 'Acme' });
  await db.section.create({ data: { name: 'IT', nameKey: 'it' } });
  await db.articleCategory.create({ data: { name: 'Howto', nameKey: 'howto' } });
});

interface Kind {
  readonly create: object;
  readonly created: object;
  readonly update: object;
  readonly updated: object;
  readonly selection: string;
}

const named: Kind = {
  create: { name: 'First' },
  created: { name: 'First' },
  update: { name: 'Second' },
  updated: { name: 'Second' },
  selection: 'name',
};

const KINDS: Readonly<Record<string, Kind>> = {
  AssetType: named,
  Manufacturer: named,
  Supplier: named,
  Section: {
    ...named,
    create: { name: 'First', position: 4 },
    selection: 'name position',
    created: { name: 'First', position: 4 },
    updated: { name: 'Second', position: 4 },
  },
  ArticleCategory: {
    ...named,
    update: { name: 'Second', forTechsOnly: true },
    updated: { name: 'Second', forTechsOnly: true },
    selection: 'name forTechsOnly',
    created: { name: 'First', forTechsOnly: false },
  },
  Company: {
    create: { name: 'Best', emailDomains: ['@Best.example'], notes: 'pays early' },
    created: { name: 'Best', emailDomains: ['best.example'], notes: 'pays early' },
    update: { notes: null },
    updated: { name: 'Best', emailDomains: ['best.example'], notes: null },
    selection: 'name emailDomains notes',
  },
  Department: {
    create: { name: 'Sales', companyId: encodeId('Company', 1) },
    created: { name: 'Sales', company: { name: 'Acme' } },
    update: { companyId: null },
    updated: { name: 'Sales', company: null },
    selection: 'name company { name }',
  },
  Category: {
    create: { name: 'Printers', sectionId: '1', fromAddress: 'printers@example.com' },
    created: { nameWithSection: 'IT \\ Printers', fromAddress: 'printers@example.com', forTechsOnly: false },
    update: { sectionId: null, forTechsOnly: true },
    updated: { nameWithSection: 'Printers', fromAddress: 'printers@example.com', forTechsOnly: true },
    selection: 'nameWithSection fromAddress forTechsOnly',
  },
  TicketStatus: {
    create: { name: 'Waiting', color: '#2e7d32', stopsTimer: true },
    created: { name: 'Waiting', color: '#2e7d32', stopsTimer: true, kind: 'CUSTOM' },
    update: { color: '' },
    updated: { name: 'Waiting', color: '', stopsTimer: true, kind: 'CUSTOM' },
    selection: 'name color stopsTimer kind',
  },
  CustomField: {
    create: { name: 'Floor', type: 'DROPDOWN', usage: 'TICKET', options: [{ value: 'Ground' }, { value: 'First' }] },
    created: { name: 'Floor', type: 'DROPDOWN', options: [{ value: 'Ground' }, { value: 'First' }] },
    update: { options: [{ id: encodeId('CustomFieldOption', 2), value: 'Top' }, { value: 'Roof' }], mandatory: true },
    updated: { name: 'Floor', type: 'DROPDOWN', options: [{ value: 'Top' }, { value: 'Roof' }] },
    selection: 'name type options { value }',
  },
  CommentTemplate: {
    create: { name: 'Hello', body: 'Good day' },
    created: { name: 'Hello', bodyText: 'Good day' },
    update: { body: '<b>Hi</b>' },
    updated: { name: 'Hello', bodyText: 'Hi' },
    selection: 'name bodyText',
  },
  Article: {
    create: { categoryId: '1', subject: 'Reset the router', body: 'Pull the plug', tags: ['Router'] },
    created: { slug: '1-reset-the-router', category: { name: 'Howto' }, tags: { nodes: [{ name: 'Router' }] } },
    update: { subject: 'Reset it', tags: [] },
    updated: { slug: '1-reset-it', category: { name: 'Howto' }, tags: { nodes: [] } },
    selection: 'slug category { name } tags { nodes { name } }',
  },
  Asset: {
    create: {
      modelName: 'LJ 4',
      type: { name: 'Printer' },
      manufacturer: { name: 'HP' },
      supplier: { name: 'Shop' },
      company: { id: '1' },
    },
    created: { modelName: 'LJ 4', type: { name: 'Printer' }, company: { name: 'Acme' }, quantity: 1 },
    update: { company: null, type: { id: encodeId('AssetType', 1) }, quantity: 3 },
    updated: { modelName: 'LJ 4', type: { name: 'Printer' }, company: null, quantity: 3 },
    selection: 'modelName type { name } company { name } quantity',
  },
  User: {
    create: { email: 'ann@example.com', firstName: 'Ann', lastName: 'Other', companyId: '1' },
    created: { username: 'ann@example.com', fullName: 'Ann Other', company: { name: 'Acme' }, isDisabled: false },
    update: { lastName: null, companyId: null, isDisabled: true },
    updated: { username: 'ann@example.com', fullName: 'Ann', company: null, isDisabled: true },
    selection: 'username fullName company { name } isDisabled',
  },
};

async function run(who: typeof admin, name: string, input: object, payload: string) {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const source = `mutation ($input: ${type}!) { ${name}(input: $input) { ${payload} errors { code field } } }`;
  return (await graph.data(who, source, { input }))[name];
}

const entityOf = (type: string) => type.charAt(0).toLowerCase() + type.slice(1);

describe.each(Object.entries(KINDS))('%s', (type, { create, created, update, updated, selection }) => {
  const entity = entityOf(type);
  const payload = `${entity} { id ${selection} }`;

  it('is added, changed and deleted', async () => {
    const { errors, [entity]: made } = await run(admin, `create${type}`, create, payload);
    expect([errors, made]).toEqual([[], { id: made?.id, ...created }]);
    const changed = await run(admin, `update${type}`, { id: made.id, ...update }, payload);
    expect(changed).toEqual({ errors: [], [entity]: { id: made.id, ...updated } });
    const deleted = await run(admin, `delete${type}`, { id: made.id }, 'deletedId');
    expect(deleted).toEqual({ errors: [], deletedId: made.id });
    const gone = await run(admin, `delete${type}`, { id: made.id }, 'deletedId');
    expect(gone).toEqual({ errors: [{ code: 'NOT_FOUND', field: null }], deletedId: null });
  });

  it('is not for customers to set up', async () => {
    for (const [name, input] of [
      [`create${type}`, create],
      [`update${type}`, { id: '1', ...update }],
      [`delete${type}`, { id: '1' }],
    ] as const) {
      const { errors } = await run(customer, name, input, '');
      expect([name, errors[0]?.code]).toEqual([name, expect.stringMatching(/FORBIDDEN|NOT_FOUND/)]);
    }
  });
});

describe('updates', () => {
  it('refuse to clear what cannot be empty, and name it', async () => {
    const { errors } = await run(admin, 'updateSection', { id: '1', name: null }, '');
    expect(errors).toEqual([{ code: 'INVALID', field: ['name'] }]);
    expect(await db.section.count({ where: { name: 'IT' } })).toBe(1);
  });

  it('change nothing when nothing is given', async () => {
    const { company } = await run(admin, 'updateCompany', { id: '1' }, 'company { name }');
    expect(company).toEqual({ name: 'Acme' });
  });
});
