import { beforeEach, describe, expect, it } from 'vitest';
import { createUser } from '../../src/domain/user/user-create.js';
import { contextOf, testPasswords } from '../support/context.js';
import { testDatabase } from '../support/db.js';
import * as make from '../support/factories.js';

const { db, truncate } = await testDatabase();
const server = await testDatabase('postgres');
beforeEach(truncate);

const asAdmin = async (database = db) => contextOf(database, await make.makeAdmin(database));

describe('works', () => {
  it('stores what is given, with company and department made on the way', async () => {
    const ctx = await asAdmin();
    const company = await make.makeCompany(db, { name: 'Example GmbH' });
    const user = await createUser(ctx, {
      username: 'M.Holt',
      email: 'Mira.Holt@example.com',
      password: 'open sesame',
      firstName: ' Mira ',
      lastName: 'Holt',
      phone: '123',
      company: 'example gmbh',
      department: 'Sales',
    });
    expect(user).toMatchObject({
      usernameKey: 'm.holt',
      emailKey: 'mira.holt@example.com',
      fullName: 'Mira Holt',
      phone: '123',
      location: '',
      companyId: company.id,
      isAdmin: false,
    });
    const department = await db.department.findUniqueOrThrow({ where: { id: user.departmentId ?? 0 } });
    expect(department).toMatchObject({ name: 'Sales', companyId: company.id });
    expect(await testPasswords.verify(user.passwordHash ?? '', 'open sesame')).toBe(true);
  });

  it('makes do with an address, or with a username', async () => {
    const ctx = await asAdmin();
    const byEmail = await createUser(ctx, { email: 'a@example.com' });
    expect(byEmail).toMatchObject({ username: 'a@example.com', fullName: 'a@example.com', passwordHash: null });
    const [x, y] = [await createUser(ctx, { username: 'x' }), await createUser(ctx, { username: 'y' })];
    expect([x.emailKey, y.emailKey]).toEqual([null, null]);
  });
});

describe('refuses', () => {
  it('all but administrators', async () => {
    const tech = await contextOf(db, await make.makeTechnician(db));
    await expect(createUser(tech, { email: 'a@example.com' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('mistakes', () => {
  it('names the field', async () => {
    const ctx = await asAdmin();
    await make.makeUser(db, { username: 'taken', email: 'taken@example.com' });
    const wrong = [
      [{}, 'email'],
      [{ email: 'no address' }, 'email'],
      [{ username: ' ', email: 'b@example.com' }, 'username'],
      [{ username: 'a:b' }, 'username'],
      [{ username: 'TAKEN' }, 'username'],
      [{ username: 'new', email: 'Taken@Example.com' }, 'email'],
      [{ username: 'new', password: '' }, 'password'],
      [{ username: 'new', firstName: 'a\u0000' }, 'firstName'],
      [{ username: 'new', lastName: 'x'.repeat(256) }, 'lastName'],
      [{ username: 'new', company: ' ' }, 'company'],
      [{ username: 'new', company: 'New one', department: 'x'.repeat(256) }, 'department'],
      [{ username: 'new', companyId: 77_777 }, 'companyId'],
      [{ username: 'new', departmentId: 77_777 }, 'departmentId'],
    ] as const;
    for (const [input, field] of wrong) {
      await expect(createUser(ctx, input)).rejects.toMatchObject({ code: 'INVALID', field: [field] });
    }
    expect(await db.user.count()).toBe(2);
    expect(await db.company.count()).toBe(0);
  });
});

describe('callers at once', () => {
  beforeEach(server.truncate);

  it('get one user of a name, and hear which field is taken', async () => {
    const ctx = await asAdmin(server.db);
    const inputs = ['a', 'b', 'c', 'd'].map((name) => ({ username: 'same', email: `${name}@example.com` }));
    const outcomes = await Promise.allSettled(inputs.map((input) => createUser(ctx, input)));
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(refused).toHaveLength(3);
    for (const reason of refused) expect(reason).toMatchObject({ code: 'INVALID', field: ['username'] });
  });

  it('make a company and a department once', async () => {
    const ctx = await asAdmin(server.db);
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const users = await Promise.all(
      names.map((username) => createUser(ctx, { username, company: 'New', department: 'Sales' })),
    );
    expect(new Set(users.map(({ companyId }) => companyId)).size).toBe(1);
    expect(new Set(users.map(({ departmentId }) => departmentId)).size).toBe(1);
    expect([await server.db.company.count(), await server.db.department.count()]).toEqual([1, 1]);
  });
});
