import type { JsonColumn } from '../core/json-rows.js';
import type { LegacyTypes } from './builder.js';

/** A key of the wire and where its value stands, from which both the field and the row that the database writes are made. */
export type Column = JsonColumn & { readonly type: 'Int' | 'String' | 'Boolean' | 'Time'; readonly nullable?: boolean };

export type Columns = Readonly<Record<string, Column>>;

type Plain = string | number | boolean | Date | readonly unknown[];

/** How a column of a row, or of what it belongs to, is reached. */
export type PathOf<Row> = {
  [Key in keyof Row & string]: NonNullable<Row[Key]> extends Plain ? Key : `${Key}.${PathOf<NonNullable<Row[Key]>>}`;
}[keyof Row & string];

type FieldBuilder<Row> = PothosSchemaTypes.ObjectFieldBuilder<PothosSchemaTypes.ExtendDefaultTypes<LegacyTypes>, Row>;

/** The fields that have these columns of a row. */
export function columnFields<Row extends object>(t: FieldBuilder<Row>, columns: Columns) {
  return Object.fromEntries(
    Object.entries(columns).map(([key, column]) => {
      const { type, nullable = false } = column;
      return [key, t.field({ type, nullable, resolve: reader(column) } as never)];
    }),
  );
}

/** What has no value on the way is null. */
function reader(column: JsonColumn): (row: object) => unknown {
  if ('always' in column) return () => column.always;
  if ('has' in column) return (row) => (Reflect.get(row, column.has) as readonly unknown[]).length > 0;
  const { path, names } = column;
  const [first = '', ...others] = path.split('.');
  const read = others.reduce<(row: object) => unknown>(
    (outer, name) => (row) => {
      const inner = outer(row);
      return inner === null ? null : Reflect.get(inner as object, name);
    },
    (row) => Reflect.get(row, first),
  );
  return names ? (row) => names[String(read(row))] : read;
}
