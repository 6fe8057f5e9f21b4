import type { Principal } from '../../core/principal.js';
import type { Prisma } from '../../generated/prisma/client.js';

/** The tokens a caller can list and revoke: their own, and for administrators everybody's. */
export function visibleTokens(who: Principal): Prisma.AccessTokenWhereInput {
  return who.isAdmin ? {} : { userId: who.id };
}

/** Whoever makes a token for somebody can act as them. */
export function canCreateTokenFor(who: Principal, userId: number): boolean {
  return who.isAdmin || who.id === userId;
}
