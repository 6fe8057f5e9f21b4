import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { testDatabase } from '../support/db.js';
import { ADMIN } from '../support/demo-desk.js';
import { startServerProcess } from '../support/server-process.js';

const { url: databaseUrl } = await testDatabase('postgres');
const desk = await startServerProcess({
  DATABASE_URL: databaseUrl ?? '',
  WORKERS: '2',
  ADMIN_PASSWORD: 'admin',
  DEMO: 'false',
});

/** Process ids of the workers, as the operating system knows them. */
function workers(): number[] {
  const text = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(desk.process.pid)], { encoding: 'utf8' });
  const lines = text.split('\n').filter((line) => line.includes('src/main.ts'));
  return lines.map((line) => Number.parseInt(line, 10));
}

describe('workers', { timeout: 60_000 }, () => {
  it('share one port, and one of them has told of the first start', async () => {
    await expect.poll(() => workers().length, { timeout: 20_000 }).toBe(2);
    expect((await desk.get('/api/Authorization', ADMIN)).status).toBe(200);
    expect(desk.output().match(/^Health /gm)).toHaveLength(1);
  });

  it('answer a scrape for all of them', async () => {
    const count = 12;
    for (let call = 0; call < count; call++) await desk.get('/api/Stats', { ...ADMIN, connection: 'close' });
    const text = await (await desk.get('/metrics')).text();
    expect(text).toContain(`desk_request_duration_seconds_count{face="REST",operation="Stats",status="2xx"} ${count}`);
    expect(text).toContain('desk_outbox_depth 0\n');
  });

  it('are replaced when they end, while the others go on', async () => {
    const [victim] = workers();
    process.kill(victim ?? 0, 'SIGKILL');
    const isReplaced = () => {
      const pids = workers();
      return pids.length === 2 && !pids.includes(victim ?? 0);
    };
    await expect.poll(desk.output).toContain('a worker ended');
    await expect.poll(isReplaced, { timeout: 30_000 }).toBe(true);
    // The new one does not listen yet.
    for (let scrape = 0; scrape < 5; scrape++) expect((await desk.get('/metrics')).status).toBe(200);
  });

  it('stop with their primary', async () => {
    const pids = workers();
    expect(await desk.end('SIGTERM')).toBe(0);
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow();
  });
});
