import type { Context } from '../core/context.js';
import type { List } from './list.js';

/** A Prisma model as generic code sees it. */
export interface Model {
  findMany(query: object): Promise<object[]>;
  findFirst(query: object): Promise<object | null>;
  count(query: object): Promise<number>;
}

/** The model behind a kind of record. */
export function modelOf(ctx: Context, { node }: List): Model {
  const name = node.modelName.charAt(0).toLowerCase() + node.modelName.slice(1);
  // Every model of the client has these methods; which arguments fit is the business of those who make the clauses.
  return (ctx.db as unknown as Record<string, Model>)[name] as Model;
}
