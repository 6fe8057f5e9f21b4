import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LEASE_MS } from '../../src/domain/outbox/outbox-rules.js';
import { createTicket } from '../../src/domain/ticket/ticket-create.js';
import { testDatabase } from '../support/db.js';
import { makeDesk } from './desk.js';
import { startSmtpServer, type TestSmtpServer } from './smtp-server.js';

// Starting a process takes seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const TICKETS = 6;
const SCRIPT = fileURLToPath(new URL('mail-process.ts', import.meta.url));

const database = await testDatabase('postgres');
const children: ChildProcess[] = [];
let server: TestSmtpServer;

beforeEach(() => database.truncate());

afterEach(async () => {
  for (const child of children.splice(0)) await kill(child);
  await server.close();
});

function startProcess(aheadMs = 0): ChildProcess {
  const args = ['--import', 'tsx', SCRIPT, String(database.url), server.url, String(aheadMs)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  children.push(child);
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** Files tickets that two mails each are due for. */
async function fileTickets(): Promise<void> {
  const desk = makeDesk(database);
  const customer = await desk.makeUser('customer');
  const categoryId = await desk.makeCategory([await desk.makeUser('technician')]);
  const ctx = await desk.as(customer);
  for (let number = 1; number <= TICKETS; number += 1) {
    await createTicket(ctx, { categoryId, subject: `Ticket ${number}`, body: '' });
  }
}

const messageIds = () => server.received.map(({ source }) => /^Message-ID: (.*)$/m.exec(source)?.[1]);

const untilEmpty = () =>
  vi.waitFor(
    async () => {
      expect(await database.db.mailJob.count()).toBe(0);
      expect(await database.db.outgoingMail.count()).toBe(0);
    },
    { timeout: 50_000, interval: 50 },
  );

describe('works', () => {
  it('shares the work between two processes: each mail goes out once', async () => {
    server = await startSmtpServer();
    await fileTickets();
    startProcess();
    startProcess();
    await untilEmpty();
    expect(messageIds()).toHaveLength(2 * TICKETS);
    expect(new Set(messageIds()).size).toBe(2 * TICKETS);
  });
});

describe('mistakes', () => {
  it('loses nothing when a process is killed in the middle of its deliveries', async () => {
    let taken = 0;
    let sayStuck = () => {};
    const stuck = new Promise<void>((resolve) => {
      sayStuck = resolve;
    });
    // The process is at its third mail, which the server has not taken over yet, when it dies.
    const onRcptTo = (_address: unknown, _session: unknown, done: () => void) => {
      taken += 1;
      if (taken !== 3) return done();
      sayStuck();
    };
    server = await startSmtpServer({ onRcptTo });
    await fileTickets();
    const doomed = startProcess();
    await stuck;
    await kill(doomed);
    expect(await database.db.outgoingMail.count()).toBeGreaterThan(0);

    startProcess(LEASE_MS + 1000);
    await untilEmpty();
    const addressees = server.received.map(({ recipients }) => recipients[0]);
    expect(new Set(addressees)).toEqual(new Set(['customer@example.com', 'technician@example.com']));
    expect(new Set(messageIds()).size).toBe(2 * TICKETS);
  });
});
