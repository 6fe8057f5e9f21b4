import type { Answer } from '../database-driver.js';
import type { Model } from './model.js';

/** Arguments that this reader leaves to Prisma. */
export class Unsupported extends Error {
  override readonly name = 'Unsupported';
}

/** SQL and how its answer becomes Prisma's; undefined when Prisma is to say what is wrong. */
export interface Compiled {
  readonly text: string;
  readonly read: (answer: Answer) => unknown;
}

export type Json = Readonly<Record<string, unknown>>;

/** A statement in the making: hands out parameters and table aliases. */
export interface Statement {
  readonly values: unknown[];
  /** How many tables have a name. */
  tables: number;
  /** Adds a value; answers its placeholder. */
  bind(value: unknown): string;
  /** A new name for a table. */
  alias(): string;
  model(name: string): Model;
}

export function newStatement(models: ReadonlyMap<string, Model>): Statement {
  const values: unknown[] = [];
  return {
    values,
    tables: 0,
    bind(value) {
      values.push(value instanceof Date ? value.toISOString() : value);
      return `$${values.length}`;
    },
    alias() {
      this.tables += 1;
      return `t${this.tables}`;
    },
    model(name) {
      const model = models.get(name);
      if (!model) throw new Unsupported(`model ${name}`);
      return model;
    },
  };
}

/** A column of an aliased table. Names come from the schema, never from a caller. */
export function column(alias: string, name: string): string {
  return `${alias}."${name}"`;
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
