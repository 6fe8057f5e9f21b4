import { compare, faces, limiter, scale, workers } from './compare.js';
import { leak } from './leak.js';
import { readOptions } from './options.js';
import { inSession } from './session.js';
import { start } from './start.js';

// `npm run bench`: see README.md beside this file.
const { mode, options } = readOptions(process.argv.slice(2));
const run = {
  compare: (session: Parameters<typeof leak>[0]) => compare(session, process.env.BENCH_PEERS),
  scale,
  limiter,
  faces,
  workers,
  leak,
  start,
}[mode];
const print = (text: string) => void process.stdout.write(`${text}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
const isFine = await inSession({ options, databaseUrl: process.env.DATABASE_URL, print }, run).catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  return false;
});
process.exitCode = isFine ? 0 : 1;
