import type { InputObjectRef, ObjectRef } from '@pothos/core';
import type { PrismaModelTypes, PrismaObjectRef } from '@pothos/plugin-prisma';
import type { Context } from '../core/context.js';
import type { FilterSpec } from '../core/filter-spec.js';
import type { Clause, OrderChoice, OrderSpec } from '../core/keyset.js';
import type { Principal } from '../core/principal.js';
import { builder, type Types } from './builder.js';
import { filterInput, implementFilter } from './filter-input.js';
import { cursorOf, type Page, type PageRequest } from './page.js';

/** What stands behind a connection. Rows are read when they are asked for, and counted when the count is. */
export interface Connection {
  readonly request: PageRequest;
  readonly page: () => Page<object> | Promise<Page<object>>;
  readonly total: () => number | Promise<number>;
}

interface Edge {
  readonly request: PageRequest;
  readonly node: object;
}

/** How the records of a type are found one by one. */
export interface RecordKind {
  readonly node: AnyPrismaRef;
  /** The records a caller can see at all. */
  readonly visible: (who: Principal) => Clause;
}

/** How the records of a type are listed. */
export interface ListKind extends RecordKind {
  readonly filter: FilterSpec;
  readonly order: OrderSpec;
  /** Counts the records that the caller can see and that match, where that can be done better than row by row. */
  readonly count?: (ctx: Context, where: Clause) => Promise<number>;
}

/** A kind of record with the types that its lists need. */
export interface List extends ListKind {
  readonly connection: ObjectRef<Types, Connection>;
  readonly filterInput: InputObjectRef<Types, object>;
  readonly orderInput: InputObjectRef<Types, OrderChoice>;
}

type AnyPrismaRef = PrismaObjectRef<Types, PrismaModelTypes, object>;

export const OrderDirection = builder.enumType('OrderDirection', {
  description: 'Which end of the order comes first.',
  values: {
    ASC: { description: 'Smallest, earliest or A first; rows without a value last.' },
    DESC: { description: 'Largest, latest or Z first; rows without a value first.' },
  } as const,
});

export const PageInfo = builder.objectRef<Page<object> & { readonly request: PageRequest }>('PageInfo').implement({
  description: 'Where a page lies in its list.',
  fields: (t) => ({
    hasNextPage: t.exposeBoolean('hasNextPage', { description: 'Whether there are rows after this page.' }),
    hasPreviousPage: t.exposeBoolean('hasPreviousPage', { description: 'Whether there are rows before this page.' }),
    startCursor: t.string({
      nullable: true,
      description: 'The cursor of the first row; give it as `before` to get the page before.',
      resolve: ({ request, rows }) => (rows[0] ? cursorOf(request, rows[0]) : null),
    }),
    endCursor: t.string({
      nullable: true,
      description: 'The cursor of the last row; give it as `after` to get the next page.',
      resolve: ({ request, rows }) => (rows.length > 0 ? cursorOf(request, rows.at(-1)) : null),
    }),
  }),
});

/** All kinds of records by the name of their type. */
export const recordKinds = new Map<string, RecordKind>();

/** Makes the records of a type findable by their opaque ids. Lists do it by themselves. */
export function defineRecord(kind: RecordKind): RecordKind {
  recordKinds.set(kind.node.name, kind);
  return kind;
}

/** All filter specs by entity, for filters that lead from one to another. */
export const filterSpecs = new Map<string, FilterSpec>();

/** Adds what one entity's file says about another entity's records. */
export function addFilterFields(entity: string, fields: FilterSpec['fields']): void {
  const spec = filterSpecs.get(entity);
  if (!spec) throw new Error(`No filter of ${entity}`);
  filterSpecs.set(entity, { ...spec, fields: { ...spec.fields, ...fields } });
}

/** Defines the connection, edge, filter and order types of a kind of record. Call it once per type. */
export function defineList(kind: ListKind): List {
  const { node, filter, order } = kind;
  filterSpecs.set(filter.entity, filter);
  implementFilter(filter.entity, () => filterSpecs.get(filter.entity) ?? filter);
  defineRecord(kind);
  return {
    ...kind,
    connection: connectionType(node),
    filterInput: filterInput(filter.entity),
    orderInput: orderInput(node.name, order),
  };
}

function connectionType(node: AnyPrismaRef): ObjectRef<Types, Connection> {
  const edge = edgeType(node);
  return builder.objectRef<Connection>(`${node.name}Connection`).implement({
    description: `A page of a list of ${node.name}.`,
    fields: (t) => ({
      edges: t.field({
        type: [edge],
        description: 'The rows of the page with their cursors.',
        resolve: ({ page, request }) => settled(page(), ({ rows }) => rows.map((row) => ({ node: row, request }))),
      }),
      nodes: t.field({
        type: [node],
        description: 'The rows of the page.',
        resolve: ({ page }) => settled(page(), ({ rows }) => [...rows]),
      }),
      pageInfo: t.field({
        type: PageInfo,
        description: 'Where the page lies in its list.',
        resolve: ({ page, request }) => settled(page(), (read) => ({ ...read, request })),
      }),
      totalCount: t.int({
        description: 'How many rows the whole list has. Counted only when asked for.',
        resolve: ({ total }) => total(),
      }),
    }),
  });
}

/** Uses a page at once where it has been read: a promise for each list of a list adds up. */
function settled<Result>(page: Page<object> | Promise<Page<object>>, use: (page: Page<object>) => Result) {
  return page instanceof Promise ? page.then(use) : use(page);
}

function edgeType(node: AnyPrismaRef): ObjectRef<Types, Edge> {
  return builder.objectRef<Edge>(`${node.name}Edge`).implement({
    description: `A ${node.name} and its place in the list.`,
    fields: (t) => ({
      cursor: t.string({
        description: 'The place of the row; give it as `after` or `before`.',
        resolve: (row) => cursorOf(row.request, row.node),
      }),
      node: t.field({ type: node, description: 'The row itself.', resolve: (row) => row.node }),
    }),
  });
}

function orderInput(typeName: string, order: OrderSpec): InputObjectRef<Types, OrderChoice> {
  const field = builder.enumType(`${typeName}OrderField`, {
    description: `What a list of ${typeName} can be ordered by.`,
    values: Object.fromEntries(
      Object.entries(order.fields).map(([name, { description }]) => [enumName(name), { value: name, description }]),
    ),
  });
  return builder.inputRef<OrderChoice>(`${typeName}Order`).implement({
    description: `One key of the order of a list of ${typeName}. The id breaks ties.`,
    fields: (t) => ({
      field: t.field({ type: field, required: true, description: 'What to order by.' }),
      direction: t.field({
        type: OrderDirection,
        required: true,
        defaultValue: 'ASC',
        description: 'Which end comes first.',
      }),
    }),
  });
}

function enumName(camelCase: string): string {
  return camelCase.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}
