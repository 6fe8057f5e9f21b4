import { randomUUID } from 'node:crypto';
import { link, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join, relative } from 'node:path';
import { StartError } from '../core/start-error.js';

const LOCK = /^lock-(\d+)$/;

/**
 * Makes the process the only user of a folder, until the returned function is called or the process dies in any way.
 *
 * The owner listens on a socket, so that whether it lives is a question to the kernel, not to process ids, which mean nothing
 * between containers. A lock file names the socket; whoever finds its owner dead creates the next number, and only one can.
 * The newest lock file is never deleted, since two could otherwise succeed to it.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const socket = `owner-${randomUUID().slice(0, 8)}`;
  const server = await listen(addressOf(folder, socket));
  const draft = join(folder, `${socket}.draft`);
  await writeFile(draft, socket);

  try {
    await succeed(folder, draft);
  } catch (error) {
    server.close();
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return () => new Promise((resolve) => server.close(() => resolve()));
}

async function succeed(folder: string, draft: string): Promise<void> {
  for (;;) {
    const numbers = await lockNumbers(folder);
    const newest = Math.max(0, ...numbers);
    const owner = await ownerOf(join(folder, `lock-${newest}`));
    if (owner !== null && (await isAlive(addressOf(folder, owner)))) throw inUse(folder);

    const mine = join(folder, `lock-${newest + 1}`);
    if (!(await tryLink(draft, mine))) continue;
    // While this process was slow, somebody may have taken the number, died, and been succeeded.
    if (Math.max(...(await lockNumbers(folder))) > newest + 1) {
      await rm(mine, { force: true });
      continue;
    }

    if (owner !== null) await rm(addressOf(folder, owner), { force: true });
    for (const number of numbers) await rm(join(folder, `lock-${number}`), { force: true });
    return;
  }
}

/** Null when there is no such lock file, or no longer. */
async function ownerOf(lockFile: string): Promise<string | null> {
  try {
    return await readFile(lockFile, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

async function lockNumbers(folder: string): Promise<number[]> {
  return (await readdir(folder)).flatMap((name) => LOCK.exec(name)?.[1] ?? []).map(Number);
}

/** Links are made complete or not at all, and never over an existing file. */
async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function listen(address: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((visitor) => visitor.destroy());
    const refusal = 'DATA_DIR cannot be locked: choose a folder on a local disk, with a short path';
    server.once('error', (error) => reject(new StartError(`${refusal} (${codeOf(error)}).`)));
    server.listen(address, () => resolve(server.unref()));
  });
}

function isAlive(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const visitor = connect(address, () => resolve(true));
    visitor.once('error', () => resolve(false));
    visitor.once('connect', () => visitor.destroy());
  });
}

/** Paths of sockets are limited to about a hundred bytes, so the shorter of the two spellings is used. */
function addressOf(folder: string, socket: string): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\help-desk-${socket}`;
  const absolute = join(folder, socket);
  const fromHere = relative(process.cwd(), absolute);
  return fromHere.length < absolute.length ? fromHere : absolute;
}

function inUse(folder: string): StartError {
  return new StartError(
    `Another process uses the data in ${folder}. Stop it first, give this one another DATA_DIR, or set DATABASE_URL to share a database.`,
  );
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
