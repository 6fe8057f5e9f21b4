import { Prisma } from '../generated/prisma/client.js';

/** PostgreSQL's numbers of types. */
const BIGINT = 20;
const DATE = 1082;
const TIMESTAMP = 1114;
const NUMERIC = 1700;

const toUtc = (text: string) => new Date(`${text}Z`);

/** Readers of the types that the drivers read differently from Prisma. */
export const PARSERS: Readonly<Record<number, (text: string) => unknown>> = {
  [BIGINT]: BigInt,
  [DATE]: (text) => new Date(text),
  [TIMESTAMP]: toUtc,
  [NUMERIC]: (text) => new Prisma.Decimal(text),
};
