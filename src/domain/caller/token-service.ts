import { randomBytes } from 'node:crypto';
import { checkDate, checkName, isId } from '../../core/check.js';
import type { Context } from '../../core/context.js';
import { demand, forbidden, invalid, notFound } from '../../core/errors.js';
import { signedIn } from '../../core/principal.js';
import type { AccessToken, Prisma } from '../../generated/prisma/client.js';
import { hashToken } from './account-lookup.js';
import { canCreateTokenFor, visibleTokens } from './token-policy.js';

export interface NewAccessToken {
  readonly name: string;
  /** Without it the token works until it is revoked or its owner's password changes. */
  readonly expiresAt?: Date | null;
  /** Whose token it is; the caller's without it. */
  readonly userId?: number;
}

/** A token and its secret, which is shown this once. */
export interface IssuedToken {
  readonly token: AccessToken;
  readonly secret: string;
}

const SECRET_BYTES = 40;
const PREFIX_LENGTH = 10;

/** How many tokens of one name a user keeps when they are fetched by name. */
const SAME_NAME_MAX = 10;

/** Makes a token that acts with all rights of its owner. Administrators make them for others too. */
export async function createAccessToken(ctx: Context, input: NewAccessToken): Promise<IssuedToken> {
  const who = signedIn(ctx);
  const userId = input.userId ?? who.id;
  demand(canCreateTokenFor(who, userId), forbidden('create tokens for somebody else'));
  const name = checkName('name', input.name, 100);
  const expiresAt = input.expiresAt ? checkDate('expiresAt', input.expiresAt) : null;
  demand(!expiresAt || expiresAt > ctx.now(), invalid('expiresAt', 'expiresAt must lie in the future.'));
  if (userId !== who.id) await demandUser(ctx, userId);

  return issue(ctx, { userId, name, expiresAt });
}

/** A fresh token of the caller for clients that fetch theirs by address; of those with the same name the oldest end. */
export async function fetchAccessToken(ctx: Context, name: string): Promise<IssuedToken> {
  const { id: userId } = signedIn(ctx);
  const issued = await issue(ctx, { userId, name: checkName('name', name, 100), expiresAt: null });
  const surplus = await ctx.db.accessToken.findMany({
    where: { userId, name: issued.token.name },
    orderBy: { id: 'desc' },
    skip: SAME_NAME_MAX,
    select: { id: true },
  });
  if (surplus.length > 0) {
    await ctx.db.accessToken.deleteMany({ where: { id: { in: surplus.map(({ id }) => id) } } });
    ctx.publish({ name: 'user.changed', userId });
  }
  return issued;
}

/** The caller's tokens, or for administrators those of any user; the newest first. */
export async function listAccessTokens<Shape extends Prisma.AccessTokenDefaultArgs>(
  ctx: Context,
  { userId }: { userId?: number } = {},
  shape?: Shape,
) {
  const who = signedIn(ctx);
  const tokens = await ctx.db.accessToken.findMany({
    ...shape,
    where: { AND: [visibleTokens(who), { userId: userId ?? who.id }] },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  });
  // The rows have the asked-for shape; Prisma cannot infer it through a spread type parameter.
  return tokens as Prisma.AccessTokenGetPayload<Shape>[];
}

/** Ends a token in every process at once. */
export async function revokeAccessToken(ctx: Context, id: number): Promise<AccessToken> {
  const where = { AND: [{ id }, visibleTokens(signedIn(ctx))] };
  const token = isId(id) ? await ctx.db.accessToken.findFirst({ where }) : null;
  demand(token, notFound('Token'));
  const { count } = await ctx.db.accessToken.deleteMany({ where: { id } });
  demand(count > 0, notFound('Token'));
  ctx.publish({ name: 'user.changed', userId: token.userId });
  return token;
}

/** Ends all tokens of a user whose password changes; `user.changed` tells the processes. */
export async function endTokensOf(tx: Context, userId: number): Promise<void> {
  await tx.db.accessToken.deleteMany({ where: { userId } });
  tx.publish({ name: 'user.changed', userId });
}

async function issue(ctx: Context, row: { userId: number; name: string; expiresAt: Date | null }) {
  const secret = `hdg_${randomBytes(SECRET_BYTES).toString('base64url')}`;
  const token = await ctx.db.accessToken.create({
    data: { ...row, prefix: secret.slice(0, PREFIX_LENGTH), tokenHash: hashToken(secret), createdAt: ctx.now() },
  });
  return { token, secret };
}

async function demandUser(ctx: Context, userId: number) {
  const found = isId(userId) && (await ctx.db.user.findFirst({ where: { id: userId, isTombstone: false } }));
  demand(found, notFound('User'));
}
