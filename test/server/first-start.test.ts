import { describe, expect, it } from 'vitest';
import { testDatabase } from '../support/db.js';
import { rememberSecret } from '../support/logs.js';
import { type ServerProcess, startServerProcess } from '../support/server-process.js';

const { url } = await testDatabase('postgres');
const env = { NODE_ENV: 'production', DATABASE_URL: url ?? '', DATABASE_POOL: '2', LOG_LEVEL: 'trace' };
const together = await Promise.all([startServerProcess(env), startServerProcess(env)]);

const NOTICE = /Administrator (\S+) was created with the password (\S+)\. It is shown only now\./g;

const noticesOf = (desks: readonly ServerProcess[]) => desks.flatMap((desk) => [...desk.output().matchAll(NOTICE)]);
const basic = (username: string, password: string) => ({ authorization: `Basic ${btoa(`${username}:${password}`)}` });

/** What the first of them made up. Output may come a moment after the desk listens. */
async function administrator(): Promise<[username: string, password: string]> {
  await expect.poll(() => noticesOf(together)).toHaveLength(1);
  const [[, username = '', password = ''] = []] = noticesOf(together);
  rememberSecret(password);
  return [username, password];
}

describe('the first start in production', { timeout: 60_000 }, () => {
  it('makes one administrator, also of processes that start together, whose password works', async () => {
    const [username, password] = await administrator();
    expect(username).toBe('admin');
    expect(password.length).toBeGreaterThanOrEqual(16);
    for (const desk of together) {
      expect((await desk.get('/api/Stats', basic(username, password))).status).toBe(200);
      expect((await desk.get('/api/Stats', basic('admin', 'admin'))).status).toBe(401);
    }
  });

  it('prints the password once and never logs it', async () => {
    const [, password] = await administrator();
    const outputs = together.map((desk) => desk.output()).join('\n');
    expect(outputs.split(password)).toHaveLength(2);
    const logged = outputs.split('\n').filter((line) => line.startsWith('{'));
    expect(logged.length).toBeGreaterThan(0);
    expect(logged.filter((line) => line.includes(password))).toEqual([]);
  });

  it('has no demo', async () => {
    for (const { output } of together) expect(output()).not.toContain('Demo login');
  });

  it('is not repeated: a second start keeps the administrator and has nothing to print', async () => {
    const login = basic(...(await administrator()));
    const again = await startServerProcess(env);
    expect((await again.get('/api/Stats', login)).status).toBe(200);
    expect(again.output()).not.toMatch(/password|Administrator/);
  });
});
