import type { Context } from '../core/context.js';
import type { RecordKind } from './list.js';

/** A record as generic code sees it: the other columns are read by those who asked for them. */
export interface Row {
  readonly id: number;
}

/** A Prisma model as generic code sees it. */
export interface Model {
  findMany(query: object): Promise<Row[]>;
  findFirst(query: object): Promise<Row | null>;
  count(query: object): Promise<number>;
}

/** The model behind a kind of record. */
export function modelOf(ctx: Context, { node }: RecordKind): Model {
  return modelNamed(ctx, node.modelName);
}

/** The model of a name, such as `TicketStatus`. */
export function modelNamed(ctx: Context, modelName: string): Model {
  const name = modelName.charAt(0).toLowerCase() + modelName.slice(1);
  // Every model of the client has these methods; which arguments fit is the business of those who make the clauses.
  return (ctx.db as unknown as Record<string, Model>)[name] as Model;
}
