import { Prisma } from '../../generated/prisma/client.js';

const DUPLICATE = '23505';

/** Fails with what is wrong; with the error that Prisma has for it where somebody may want to catch it. */
export function failAsPrisma(error: unknown): never {
  // From here it tells where the statement was asked for; from the driver, that an answer was read.
  if (error instanceof Error) Error.captureStackTrace(error);
  if (!(error instanceof Error) || Reflect.get(error, 'code') !== DUPLICATE) throw error;
  throw new Prisma.PrismaClientKnownRequestError('Unique constraint failed', {
    code: 'P2002',
    clientVersion: Prisma.prismaVersion.client,
    meta: { target: Reflect.get(error, 'constraint') },
  });
}

/** What Prisma says of a transaction that is over. */
export function overError(message: string): Error {
  return new Prisma.PrismaClientKnownRequestError(message, {
    code: 'P2028',
    clientVersion: Prisma.prismaVersion.client,
  });
}
