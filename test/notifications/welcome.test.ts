import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Context } from '../../src/core/context.js';
import { createUser } from '../../src/domain/user/user-create.js';
import { deleteUser } from '../../src/domain/user-removal/user-delete.js';
import { mergeUsers } from '../../src/domain/user-removal/user-merge.js';
import { createSmtpTransport } from '../../src/infra/mail.js';
import { contextOf } from '../support/context.js';
import { testDatabase } from '../support/db.js';
import { makeAdmin } from '../support/factories.js';
import { post } from '../support/rest.js';
import { deliverTo, makeDesk } from './desk.js';
import { startSmtpServer, type TestSmtpServer } from './smtp-server.js';

const database = await testDatabase();
const { db } = database;

let server: TestSmtpServer;
let admin: Context;

beforeEach(async () => {
  await database.truncate();
  server = await startSmtpServer();
  admin = await contextOf(db, await makeAdmin(db));
});
afterEach(() => server.close());

/** Delivers what is due over SMTP, and answers the mails as they came over the wire. */
async function delivered() {
  const transport = createSmtpTransport(server.url);
  const problems: string[] = [];
  await deliverTo(makeDesk(database), transport.send, (message) => problems.push(message));
  transport.close();
  expect(problems).toEqual([]);
  return server.received;
}

const mira = { username: 'mholt', email: 'mira.holt@example.com', firstName: 'Mira', lastName: '<Holt>' };

describe('works', () => {
  it('greets a user whom CreateUser adds, without the password', async () => {
    const form = { ...mira, password: 'open-sesame-42', sendWelcomeEmail: 'True' };
    const { json: userId } = await post(admin, '/api/CreateUser', form);
    const [mail, ...others] = await delivered();
    expect(others).toEqual([]);
    expect(mail?.recipients).toEqual(['mira.holt@example.com']);
    expect(mail?.source).toContain('Subject: Welcome to the help desk');
    expect(mail?.source).toContain('From: Help desk <desk@example.com>');
    expect(mail?.source).toContain(`Message-ID: <welcome.user-${userId}@desk.example.com>`);
    expect(mail?.source).toContain('Username: mholt');
    expect(mail?.source).toContain('https://desk.example.com');
    expect(mail?.source).toContain('Mira &lt;Holt&gt;');
    expect(mail?.source).not.toContain('sesame');
    expect(await db.outgoingMail.count()).toBe(0);
  });

  it('greets once', async () => {
    await createUser(admin, { ...mira, sendWelcomeMail: true });
    await delivered();
    expect(await delivered()).toHaveLength(1);
  });

  it('greets nobody unasked', async () => {
    await post(admin, '/api/CreateUser', { ...mira, sendWelcomeEmail: 'False' });
    await post(admin, '/api/CreateUser', { email: 'other@example.com' });
    expect(await delivered()).toEqual([]);
  });
});

describe('refuses', () => {
  it('does not greet a user who was not added after all', async () => {
    await createUser(admin, mira);
    await expect(createUser(admin, { ...mira, sendWelcomeMail: true })).rejects.toMatchObject({ code: 'INVALID' });
    expect(await db.outgoingMail.count()).toBe(0);
  });

  it('does not greet users who get no mail', async () => {
    await createUser(admin, { ...mira, receivesMail: false, sendWelcomeMail: true });
    expect(await delivered()).toEqual([]);
    expect(await db.outgoingMail.count()).toBe(0);
  });

  it('does not greet users who are gone, or part of another user, by then', async () => {
    const { id } = await createUser(admin, { ...mira, sendWelcomeMail: true });
    await deleteUser(admin, id);
    const kept = await createUser(admin, { email: 'kept@example.com' });
    const merged = await createUser(admin, { email: 'merged@example.com', sendWelcomeMail: true });
    await mergeUsers(admin, kept.id, merged.id);
    expect(await delivered()).toEqual([]);
  });
});

describe('mistakes', () => {
  it('needs an address to greet at', async () => {
    const adding = createUser(admin, { username: 'mholt', sendWelcomeMail: true });
    await expect(adding).rejects.toMatchObject({ code: 'INVALID', field: ['email'] });
    expect(await db.user.count({ where: { usernameKey: 'mholt' } })).toBe(0);
  });
});
