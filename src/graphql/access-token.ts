import { accessTokenFilter, accessTokenOrder } from '../domain/caller/token-filter.js';
import { visibleTokens } from '../domain/caller/token-policy.js';
import { createAccessToken, revokeAccessToken } from '../domain/caller/token-service.js';
import { builder } from './builder.js';
import { encodeId, readId, readOptionalId } from './ids.js';
import { defineList } from './list.js';
import { nestedList } from './list-fields.js';
import { Node } from './node.js';
import { given, mutationField } from './payload.js';
import { User } from './user.js';

const AccessToken = builder.prismaObject('AccessToken', {
  select: { id: true },
  interfaces: [Node],
  description: 'A bearer token. Its secret is shown once, by `createAccessToken`.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What it is for.' }),
    prefix: t.exposeString('prefix', { description: 'The first characters of the secret, to tell tokens apart.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    lastUsedAt: t.expose('lastUsedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last used, give or take some minutes; null if never.',
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it ends by itself; null if it does not.',
    }),
    user: t.relation('user', { description: 'Whose token it is.' }),
  }),
});

const AccessTokenList = defineList({
  node: AccessToken,
  visible: visibleTokens,
  filter: accessTokenFilter,
  order: accessTokenOrder,
});

builder.prismaObjectField(User, 'accessTokens', (t) =>
  nestedList(t, AccessTokenList, {
    relation: 'tokens',
    visible: visibleTokens,
    description: 'The tokens of the user, the newest first: your own; those of others only for administrators.',
  }),
);

mutationField('createAccessToken', {
  description: 'Makes a token that acts with all rights of its owner.',
  input: (t) => ({
    name: t.string({ required: true, description: 'What it is for, 1 to 100 characters.' }),
    expiresAt: t.field({ type: 'DateTime', description: 'When it ends by itself; never when absent.' }),
    userId: t.id({ description: 'Whose token it is; yours when absent. Others’ is for administrators.' }),
  }),
  payload: {
    accessToken: { type: AccessToken, description: 'The new token.' },
    secret: { type: 'String', description: 'What to send as `Authorization: Bearer …`. It is never shown again.' },
  },
  resolve: async (ctx, { name, expiresAt, userId }) => {
    const owner = readOptionalId('User', userId, 'userId');
    const { token, secret } = await createAccessToken(ctx, given({ name, expiresAt, userId: owner }));
    return { accessToken: token, secret };
  },
});

mutationField('revokeAccessToken', {
  description: 'Ends a token at once: yours, or for administrators anybody’s.',
  input: (t) => ({ id: t.id({ required: true, description: 'The token.' }) }),
  payload: { revokedId: { type: 'ID', description: 'The id that nothing has any more.' } },
  resolve: async (ctx, { id }) => ({
    revokedId: encodeId('AccessToken', (await revokeAccessToken(ctx, readId('AccessToken', id))).id),
  }),
});
