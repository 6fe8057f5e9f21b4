import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { connectRedis } from '../../src/infra/redis.js';
import { startRedisServer } from '../support/redis-server.js';
import { freePort } from '../support/services.js';

const folder = mkdtempSync(join(tmpdir(), 'redis-tls-'));
const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
const files = ['-keyout', key, '-out', certificate];
execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', ...subject, ...files], {
  stdio: 'ignore',
});
const port = await freePort();
const tls = ['--tls-port', String(port), '--tls-auth-clients', 'no'];
const redis = await startRedisServer(...tls, '--tls-cert-file', certificate, '--tls-key-file', key);
const url = `rediss://127.0.0.1:${port}`;
afterAll(async () => {
  await redis.kill();
  rmSync(folder, { recursive: true, force: true });
});

/** Node reads the authorities it trusts when it starts. */
const ASK = `
  const { connectRedis } = await import(process.argv[1]);
  const redis = await connectRedis(process.argv[2], { info() {}, warn() {} });
  console.log(await redis.call((client) => client.ping()));
  await redis.close();`;

it('rediss:// encrypts, and trusts the authorities that the operator names', () => {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '-e', ASK, join(process.cwd(), 'src/infra/redis.ts'), url],
    { env: { ...process.env, NODE_EXTRA_CA_CERTS: certificate }, encoding: 'utf8' },
  );
  expect(stderr).toBe('');
  expect(stdout).toBe('PONG\n');
});

it('rediss:// is not used with a server that nobody vouches for', async () => {
  const link = await connectRedis(url, { info() {}, warn() {} });
  expect(link.isUp()).toBe(false);
  await link.close();
});
