import { beforeEach, describe, expect, it } from 'vitest';
import { createAccessToken } from '../../src/domain/caller/token-service.js';
import { changePassword } from '../../src/domain/user/user-password.js';
import { updateUser } from '../../src/domain/user/user-update.js';
import { contextOf, testPasswords } from '../support/context.js';
import { testDatabase } from '../support/db.js';
import * as make from '../support/factories.js';

const { db, truncate } = await testDatabase();
const server = await testDatabase('postgres');
beforeEach(truncate);

const asAdmin = async (database = db) => contextOf(database, await make.makeAdmin(database));

describe('works', () => {
  it('keeps what is absent, sets values and clears with null', async () => {
    const ctx = await asAdmin();
    const user = await make.makeUser(db, {
      username: 'mira',
      firstName: 'Mira',
      lastName: 'Holt',
      phone: '1',
      notes: 'n',
    });
    const after = await updateUser(ctx, user.id, { lastName: 'Okafor', phone: null, email: null, isManager: true });
    expect(after).toMatchObject({
      fullName: 'Mira Okafor',
      phone: '',
      notes: 'n',
      email: '',
      emailKey: null,
      isManager: true,
    });
    expect(await updateUser(ctx, user.id, { firstName: null, lastName: null })).toMatchObject({ fullName: 'mira' });
    expect(ctx.events).toEqual([
      { name: 'user.changed', userId: user.id },
      { name: 'user.changed', userId: user.id },
    ]);
    await updateUser(ctx, user.id, { notes: 'other', username: 'mira' });
    expect(ctx.events).toHaveLength(2);
  });

  it('moves between companies and leaves a department of the old one', async () => {
    const ctx = await asAdmin();
    const { id } = await make.makeUser(db);
    const first = await updateUser(ctx, id, { company: 'First', department: 'Sales' });
    const second = await updateUser(ctx, id, { company: 'Second' });
    expect(second.companyId).not.toBe(first.companyId);
    expect(second.departmentId).toBe(null);
    await expect(updateUser(ctx, id, { departmentId: first.departmentId })).rejects.toMatchObject({ code: 'INVALID' });
    const back = await updateUser(ctx, id, { companyId: first.companyId, departmentId: first.departmentId });
    expect(back.departmentId).toBe(first.departmentId);
    expect(await updateUser(ctx, id, { company: null })).toMatchObject({ companyId: null, departmentId: null });
  });

  it('ends all tokens with a new password', async () => {
    const user = await make.makeUser(db);
    const own = await contextOf(db, user);
    await createAccessToken(own, { name: 'script' });
    const after = await updateUser(own, user.id, { password: 'new one' });
    expect(await testPasswords.verify(after.passwordHash ?? '', 'new one')).toBe(true);
    expect(after.passwordChangedAt).toBeInstanceOf(Date);
    expect(await db.accessToken.count()).toBe(0);
    expect(own.events).toContainEqual({ name: 'user.changed', userId: user.id });
  });
});

describe('refuses', () => {
  it('users everything but their own profile', async () => {
    const user = await make.makeUser(db, { isManager: true });
    const own = await contextOf(db, user);
    await updateUser(own, user.id, { phone: '1', signature: 'Yours', outOfOffice: true });
    const others = [{ username: 'x' }, { email: 'x@example.com' }, { isAdmin: true }, { notes: 'x' }, { company: 'x' }];
    for (const patch of [...others, { isDisabled: true }, { isManager: false }, { departmentId: null }]) {
      await expect(updateUser(own, user.id, patch)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    expect(await db.company.count()).toBe(0);
  });

  it('staff to change others, and customers to know of them', async () => {
    const [user, other] = [await make.makeUser(db), await make.makeUser(db)];
    const tech = await contextOf(db, await make.makeTechnician(db));
    await expect(updateUser(tech, user.id, { phone: '1' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const customer = await contextOf(db, other);
    await expect(updateUser(customer, user.id, { phone: '1' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('to disable or demote the last administrator who can log in', async () => {
    const ctx = await asAdmin();
    await make.makeAdmin(db, { isDisabled: true });
    const id = ctx.who?.id ?? 0;
    for (const patch of [{ isDisabled: true }, { isAdmin: false }]) {
      await expect(updateUser(ctx, id, patch)).rejects.toMatchObject({
        code: 'INVALID',
        message: /last administrator/,
      });
    }
    const second = await make.makeAdmin(db);
    expect(await updateUser(ctx, second.id, { isDisabled: true })).toMatchObject({ isDisabled: true });
  });
});

describe('mistakes', () => {
  it('names the field that is taken', async () => {
    const ctx = await asAdmin();
    await make.makeUser(db, { username: 'taken', email: 'taken@example.com' });
    const user = await make.makeUser(db);
    for (const [field, value] of [
      ['username', 'Taken'],
      ['email', 'TAKEN@example.com'],
    ] as const) {
      const refusal = { code: 'INVALID', field: [field] };
      await expect(updateUser(ctx, user.id, { [field]: value })).rejects.toMatchObject(refusal);
    }
    await expect(updateUser(ctx, 99_999, { phone: '1' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a new password', () => {
  it('needs the current one, and ends all tokens', async () => {
    const passwordHash = await testPasswords.hash('old');
    const user = await make.makeUser(db, { passwordHash });
    const ctx = await contextOf(db, user);
    await createAccessToken(ctx, { name: 'script' });
    const wrong = { currentPassword: 'guess', newPassword: 'new' };
    await expect(changePassword(ctx, wrong)).rejects.toMatchObject({ code: 'INVALID', field: ['currentPassword'] });
    const empty = { currentPassword: 'old', newPassword: '' };
    await expect(changePassword(ctx, empty)).rejects.toMatchObject({ code: 'INVALID', field: ['newPassword'] });
    expect(await db.accessToken.count()).toBe(1);

    const after = await changePassword(ctx, { currentPassword: 'old', newPassword: 'new' });
    expect(await testPasswords.verify(after.passwordHash ?? '', 'new')).toBe(true);
    expect(await db.accessToken.count()).toBe(0);
    expect(ctx.events).toContainEqual({ name: 'user.changed', userId: user.id });
  });
});

describe('callers at once', () => {
  it('leave one administrator', async () => {
    for (let round = 0; round < 3; round += 1) {
      await server.truncate();
      const [a, b] = [await asAdmin(server.db), await asAdmin(server.db)];
      const [idA, idB] = [a.who?.id ?? 0, b.who?.id ?? 0];
      const outcomes = await Promise.allSettled([
        updateUser(a, idB, { isDisabled: true }),
        updateUser(b, idA, { isAdmin: false }),
        updateUser(b, idB, { isAdmin: false, isDisabled: true }),
      ]);
      expect(outcomes.some(({ status }) => status === 'fulfilled')).toBe(true);
      expect(await server.db.user.count({ where: { isAdmin: true, isDisabled: false } })).toBe(1);
    }
  });
});
