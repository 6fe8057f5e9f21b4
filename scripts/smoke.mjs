// Starts the desk as a newcomer would, asks it the same on both faces, and stops it. Prints one line per answer.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const START_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 15_000;
const AUTHORIZATION = `Basic ${Buffer.from('admin:admin').toString('base64')}`;

const port = await freePort();
const base = `http://127.0.0.1:${port}`;
const folder = mkdtempSync(join(tmpdir(), 'help-desk-smoke-'));
const env = { ...process.env, PORT: String(port), DATA_DIR: folder, DEMO: 'true', DATABASE_URL: '', REDIS_URL: '' };
const desk = spawn('npm', ['start'], { env, stdio: ['ignore', 'pipe', 'inherit'], detached: true });
let output = '';
desk.stdout.on('data', (chunk) => {
  output += chunk;
});

let failed = false;
try {
  await untilHealthy();
  const rest = await fetch(`${base}/api/Authorization`, { headers: { authorization: AUTHORIZATION } });
  report('GET /api/Authorization', rest.status === 200 && (await rest.json()).Username === 'admin');

  const graph = await fetch(`${base}/graphql`, {
    method: 'POST',
    headers: { authorization: AUTHORIZATION, 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ viewer { username } tickets(first: 1) { totalCount } }' }),
  });
  const { data } = await graph.json();
  report('POST /graphql', data?.viewer?.username === 'admin' && data.tickets.totalCount >= 300);
  report('anonymous is refused', (await fetch(`${base}/api/Tickets`)).status === 401);
} catch (error) {
  report(`the desk answers (${error.message})`, false);
} finally {
  report('stops when told to', await stop());
  rmSync(folder, { recursive: true, force: true });
}
if (failed) console.log(output);
process.exit(failed ? 1 : 0);

function report(what, isRight) {
  console.log(`smoke: ${isRight ? 'ok' : 'FAILED'} ${what}`);
  failed ||= !isRight;
}

async function untilHealthy() {
  const began = Date.now();
  while (Date.now() - began < START_TIMEOUT_MS) {
    if (desk.exitCode !== null) throw new Error(`npm start ended with ${desk.exitCode}`);
    const answer = await fetch(`${base}/health`).catch(() => null);
    if (answer?.ok) return report(`GET /health, ${((Date.now() - began) / 1000).toFixed(1)} s after npm start`, true);
    await sleep(100);
  }
  throw new Error('GET /health never answered');
}

/** Ends npm and the desk together, as Ctrl-C does, and by force when that does not help. */
async function stop() {
  if (desk.exitCode !== null) return false;
  const ended = new Promise((resolve) => desk.once('exit', () => resolve(true)));
  process.kill(-desk.pid, 'SIGTERM');
  const inTime = await Promise.race([ended, sleep(STOP_TIMEOUT_MS, false)]);
  if (!inTime) process.kill(-desk.pid, 'SIGKILL');
  return inTime;
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = server.address();
      server.close(() => resolve(free));
    });
  });
}
