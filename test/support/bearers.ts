import type { App } from '../../src/app.js';
import { createAccessToken } from '../../src/domain/caller/token-service.js';
import { makePrincipal } from './principals.js';

/** The headers of a new administrator, who logs in with a token: that costs the machine less than a password. */
export async function makeBearer(app: App, username: string): Promise<Record<string, string>> {
  const { id } = await app.database.db.user.create({
    data: { username, usernameKey: username, fullName: username, isAdmin: true },
  });
  const ctx = app.contextOf({ who: makePrincipal({ id }), face: 'GRAPHQL', requestId: 'test' });
  const { secret } = await createAccessToken(ctx, { name: 'test' });
  return { authorization: `Bearer ${secret}` };
}
