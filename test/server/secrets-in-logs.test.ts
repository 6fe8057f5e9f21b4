import { describe, expect, it } from 'vitest';
import { ADMIN, startDemoDesk } from '../support/demo-desk.js';

const desk = await startDemoDesk({
  DEMO: 'false',
  ADMIN_USERNAME: 'admin',
  ADMIN_PASSWORD: 'admin',
  LOG_LEVEL: 'trace',
});

const JSON_TYPE = { 'content-type': 'application/json' };
const CREATE = 'mutation ($input: CreateAccessTokenInput!) { createAccessToken(input: $input) { secret } }';
const MAKE = 'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } errors { message } } }';
const CHANGE = 'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { errors { message } } }';

const SECRETS = {
  guess: 'guessed-4711',
  first: 'first-password-4712',
  second: 'second-password-4713',
  rest: 'rest-password-4714',
  wrong: 'wrong-current-4715',
  bearer: 'hdg_wrong-token-4716',
  literal: 'literal-4717',
  address: 'address-4718',
  broken: 'broken-body-4719',
};

const basic = (username: string, password: string) => ({ authorization: `Basic ${btoa(`${username}:${password}`)}` });
const readJson = async (response: Promise<Response>) => (await response).json();

/** Requests of all kinds, some of which fail inside of the desk; answers the secrets that the desk made up itself. */
async function useDesk(): Promise<string[]> {
  const { data } = await readJson(desk.ask(MAKE, { input: { username: 'jane', password: SECRETS.first } }));
  expect(data.createUser.errors).toEqual([]);
  const jane = basic('jane', SECRETS.first);
  const made = await readJson(desk.ask(CREATE, { input: { name: 'script' } }, jane));
  const fetched = await readJson(desk.get('/User/Token?json=true', jane));
  const page = await (await desk.get('/User/Token', jane)).text();
  const secrets = [made.data.createAccessToken.secret, fetched.token, /hdg_[\w-]+/.exec(page)?.[0]];
  for (const secret of secrets) await desk.get('/api/Stats', { authorization: `Bearer ${secret}` });

  await desk.get('/api/Stats', basic('jane', SECRETS.guess));
  await desk.get('/api/Stats', { authorization: `Bearer ${SECRETS.bearer}` });
  await desk.ask(CHANGE, { input: { currentPassword: SECRETS.wrong, newPassword: SECRETS.second } }, jane);
  await desk.ask(CHANGE, { input: { currentPassword: SECRETS.first, newPassword: SECRETS.second } }, jane);
  return secrets.map(String);
}

/** Mistakes that carry a secret into places where messages of errors come from. */
async function makeMistakes(): Promise<void> {
  const literal = `mutation { changePassword(input: { currentPassword: "${SECRETS.literal}", newPassword: 5 }) { nix } }`;
  await desk.ask(literal);
  await desk.ask(MAKE, { input: { username: 'jane', password: SECRETS.literal } });
  await desk.ask(MAKE, { input: { username: 7, password: [SECRETS.literal] } });
  const body = `{"query":"${SECRETS.broken}`;
  await fetch(`${desk.url}/graphql`, { method: 'POST', body, headers: { ...ADMIN, ...JSON_TYPE } });

  const form = { username: 'joe', email: 'joe@example.com', password: SECRETS.rest };
  for (const _ of ['once', 'again, which is a mistake']) {
    await fetch(`${desk.url}/api/CreateUser`, { method: 'POST', body: new URLSearchParams(form), headers: ADMIN });
  }
  await desk.get(`/api/CreateUser?username=jim&password=${SECRETS.address}`, ADMIN);
  await desk.get(`/api/Nonsense?password=${SECRETS.address}`, ADMIN);
  await fetch(`${desk.url}/api/CreateUser`, { method: 'POST', body, headers: { ...ADMIN, ...JSON_TYPE } });
}

/** The database fails in the middle of what handles secrets. */
async function breakDesk(): Promise<void> {
  const { db } = desk.app.database;
  await db.$executeRawUnsafe('ALTER TABLE "AccessToken" RENAME TO "Lost"');
  const failed = await desk.ask(CREATE, { input: { name: 'lost' } });
  expect((await failed.json()).errors).toHaveLength(1);
  expect((await desk.get('/User/Token?json=true', ADMIN)).status).toBe(500);
  expect((await desk.get('/api/Stats', { authorization: `Bearer ${SECRETS.bearer}-lost` })).status).toBe(500);
  await db.$executeRawUnsafe('ALTER TABLE "Lost" RENAME TO "AccessToken"');
}

describe('secrets', () => {
  it('reach no line of the log, whatever is done with them', async () => {
    const made = await useDesk();
    await makeMistakes();
    await breakDesk();

    expect(desk.lines.filter(({ msg }) => msg === 'request').length).toBeGreaterThan(20);
    expect(desk.lines.some(({ msg }) => msg === 'unexpected error')).toBe(true);
    const users = await desk.app.database.db.user.findMany({ select: { passwordHash: true } });
    const tokens = await desk.app.database.db.accessToken.findMany({ select: { tokenHash: true } });
    const stored = [...users.map(({ passwordHash }) => passwordHash), ...tokens.map(({ tokenHash }) => tokenHash)];
    const encoded = [ADMIN, basic('jane', SECRETS.first), basic('jane', SECRETS.guess)].map(({ authorization }) =>
      authorization.slice('Basic '.length),
    );

    const log = JSON.stringify(desk.lines);
    const secrets = [...Object.values(SECRETS), ...made, ...encoded, ...stored].filter((secret) => secret !== null);
    expect(secrets.filter((secret) => log.includes(secret))).toEqual([]);
  });
});
