import { beforeEach, describe, expect, it } from 'vitest';
import { ADMIN, startDemoDesk } from '../support/demo-desk.js';

const desk = await startDemoDesk({
  DEMO: 'false',
  ADMIN_USERNAME: 'admin',
  ADMIN_PASSWORD: 'admin',
  LIMIT_PER_MINUTE: '90',
});
const { accessToken } = desk.app.database.db;
beforeEach(async () => {
  await accessToken.deleteMany();
});

const countTokens = () => accessToken.count();

describe('the page of a token', () => {
  it.each(['/User/Token?json=true', '/helpdesk/user/token/?JSON=True'])('gives scripts one at %s', async (path) => {
    const response = await desk.get(path, ADMIN);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(response.headers.get('x-ratelimit-limit')).toBe('90');
    const answer = await response.json();
    expect(Object.keys(answer)).toEqual(['token']);
    const used = await desk.get('/api/Stats', { authorization: `Bearer ${answer.token}` });
    expect(used.status).toBe(200);
  });

  it('shows people one, which works', async () => {
    const response = await desk.get('/User/Token', ADMIN);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    const [, token] = /Bearer (hdg_[\w-]+)/.exec(await response.text()) ?? [];
    expect((await desk.get('/api/Stats', { authorization: `Bearer ${token}` })).status).toBe(200);
  });
});

describe('the page refuses', () => {
  it.each(['/User/Token', '/User/Token?json=true'])('those who do not log in at %s', async (path) => {
    const response = await desk.get(path);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Basic/);
    expect(response.headers.get('x-ratelimit-remaining')).not.toBeNull();
  });

  it('wrong passwords', async () => {
    const response = await desk.get('/User/Token', { authorization: `Basic ${btoa('admin:wrong')}` });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Basic/);
    await desk.get('/api/Stats', ADMIN);
  });

  it('tokens, which would live for ever through others', async () => {
    const { token } = await (await desk.get('/User/Token?json=true', ADMIN)).json();
    const response = await desk.get('/User/Token?json=true', { authorization: `Bearer ${token}` });
    expect(response.status).toBe(401);
    expect(await response.text()).toContain('username and password');
    expect(await countTokens()).toBe(1);
  });

  it.each(['cross-site', 'same-site'])('pages of other sites (%s)', async (site) => {
    const response = await desk.get('/User/Token?json=true', { ...ADMIN, 'sec-fetch-site': site });
    expect(response.status).toBe(403);
    expect(await countTokens()).toBe(0);
  });
});

describe('mistakes', () => {
  it.each(['/User/Tokens', '/User', '/x/User/Token'])('%s is not found', async (path) => {
    expect((await desk.get(path, ADMIN)).status).toBe(404);
  });

  it('HEAD makes no token that nobody would see', async () => {
    await fetch(`${desk.url}/User/Token`, { method: 'HEAD', headers: ADMIN });
    expect(await countTokens()).toBe(0);
  });
});
