import { beforeEach, describe, expect, it } from 'vitest';
import { contextOf } from '../support/context.js';
import { testDatabase } from '../support/db.js';
import {
  makeAdmin,
  makeCategory,
  makeCompany,
  makeDepartment,
  makeTechnician,
  makeUser,
} from '../support/factories.js';
import { post, rest } from '../support/rest.js';

const { db, truncate } = await testDatabase();
beforeEach(truncate);

const call = async (user: { id: number }) => contextOf(db, user, { face: 'REST' });
const admin = async () => call(await makeAdmin(db));

const KEYS =
  `UserID Username Email IsAdmin Disabled FirstName LastName Notes Location Phone CompanyName DepartmentName Department
  IPAddress HostName Lang UserAgent AvatarURL Signature Greeting CompanyId DepartmentID DarkMode CompanyNotes SendEmail IsTech
  LastSeen RecentTickets IsManager IsDepartmentManager TwoFactorAuthEnabled OutOfOffice LastPasswordChange Password PushToken
  FullNameAndLogin FullName`.split(/\s+/);

const names = ({ json }: { json: unknown }) => (json as { Username: string }[]).map(({ Username }) => Username);

describe('users, read', () => {
  it('work: have every key in the recorded order, wherever they appear', async () => {
    const company = await makeCompany(db, { name: 'Example GmbH', notes: 'Pays late' });
    const department = await makeDepartment(db, { name: 'Sales' });
    const place = { companyId: company.id, departmentId: department.id };
    const named = { username: 'mira', firstName: 'Mira', lastName: 'Holt', fullName: 'Mira Holt' };
    const mira = await makeUser(db, {
      ...place,
      ...named,
      notes: 'Nice',
      lastIp: '203.0.113.9',
      passwordHash: 'secret',
    });
    const ctx = await admin();
    const { json, text } = await rest(ctx, `/api/User/${mira.id}`);
    expect(Object.keys(json as object)).toEqual(KEYS);
    expect(json).toMatchObject({
      UserID: mira.id,
      Username: 'mira',
      CompanyId: company.id,
      CompanyName: 'Example GmbH',
      CompanyNotes: 'Pays late',
      DepartmentID: department.id,
      DepartmentName: 'Sales',
      Department: 'Sales',
      Notes: 'Nice',
      IPAddress: '203.0.113.9',
      Signature: null,
      IsTech: false,
      Password: null,
      FullName: 'Mira Holt',
      FullNameAndLogin: 'Mira Holt (mira)',
    });
    expect(text).not.toContain('secret');
    for (const path of [
      `User?userId=${mira.id}`,
      'UserByEmail?email=MIRA@Example.com',
      'UserByUsername?username=Mira',
    ]) {
      expect([path, (await rest(ctx, `/api/${path}`)).json]).toEqual([path, json]);
    }
  });

  it('work: the credential check answers the caller, by POST and GET', async () => {
    const technician = await makeTechnician(db);
    const ctx = await call(technician);
    for (const method of ['POST', 'GET']) {
      expect((await rest(ctx, '/api/Authorization', { method })).json).toMatchObject({
        UserID: technician.id,
        IsTech: true,
        FullNameAndLogin: technician.username,
      });
    }
  });

  it('work: an unescaped plus in an address is found', async () => {
    await makeUser(db, { username: 'anna', email: 'anna+desk@example.com' });
    const { json } = await rest(await admin(), '/api/UserByEmail?email=anna+desk@example.com', { method: 'POST' });
    expect(json).toMatchObject({ Username: 'anna' });
  });

  it('work: are listed by username in pages from 1', async () => {
    const ctx = await call(await makeAdmin(db, { username: 'admin' }));
    const company = await makeCompany(db);
    await makeUser(db, { username: 'c', isDisabled: true });
    await makeUser(db, { username: 'b', companyId: company.id });
    expect(names(await rest(ctx, '/api/Users'))).toEqual(['admin', 'b', 'c']);
    expect(names(await rest(ctx, '/api/Users?count=2&page=2'))).toEqual(['c']);
    expect(names(await rest(ctx, '/api/Users?count=2&page=0'))).toEqual(['admin', 'b']);
    expect(names(await rest(ctx, '/api/Users?page=99999999999'))).toEqual([]);
    expect(names(await rest(ctx, '/api/Users?listMode=Admins'))).toEqual(['admin']);
    expect(names(await rest(ctx, '/api/Users?listMode=disabled'))).toEqual(['c']);
    expect(names(await rest(ctx, `/api/Users?listMode=nonsense&companyId=${company.id}`))).toEqual(['b']);
  });

  it('refuse: customers see themselves, without notes, and nobody else', async () => {
    const [me, other] = [await makeUser(db, { notes: 'Difficult' }), await makeUser(db)];
    const ctx = await call(me);
    expect((await rest(ctx, `/api/User/${me.id}`)).json).toMatchObject({ UserID: me.id, Notes: '' });
    expect((await rest(ctx, `/api/User/${other.id}`)).status).toBe(404);
    expect((await rest(ctx, `/api/UserByEmail?email=${other.email}`)).status).toBe(403);
    expect((await rest(ctx, `/api/UserByUsername?username=${other.username}`)).status).toBe(403);
    expect((await rest(ctx, '/api/Users')).status).toBe(403);
    expect((await rest(await call(await makeTechnician(db)), '/api/Users')).status).toBe(403);
  });

  it('mistakes: a miss is not found, never an empty answer', async () => {
    const ctx = await admin();
    for (const path of ['User?userId=99', 'UserByEmail?email=nobody@example.com', 'UserByUsername?username=nobody']) {
      const { status, text } = await rest(ctx, `/api/${path}`);
      expect([path, status, text]).toEqual([path, 404, 'User not found.']);
    }
    expect((await rest(ctx, '/api/UserByEmail')).text).toBe('Parameter email is required.');
  });
});

describe('users, changed', () => {
  it('work: are added with company and department', async () => {
    const form = {
      email: 'j.lind@example.com',
      firstName: 'Jo',
      lastName: 'Lind',
      company: 'New AG',
      department: 'Lab',
    };
    const { text } = await post(await admin(), '/api/CreateUser', { ...form, sendWelcomeEmail: 'False' });
    expect(await db.user.findUnique({ where: { id: Number(text) }, include: { company: true } })).toMatchObject({
      username: 'j.lind@example.com',
      fullName: 'Jo Lind',
      company: { name: 'New AG' },
    });
  });

  it('work: keep what is not sent, and lose what is sent empty where that is possible', async () => {
    const user = await makeUser(db, { phone: '1', location: 'Floor 3', notes: 'Old' });
    const form = { firstName: 'New', phone: '', username: '', email: '', password: '', disabled: '', notes: '' };
    const { status, text } = await post(await admin(), `/api/UpdateUser?userId=${user.id}`, form);
    expect([status, text]).toEqual([200, '']);
    expect(await db.user.findUnique({ where: { id: user.id } })).toMatchObject({
      firstName: 'New',
      phone: '',
      notes: '',
      location: 'Floor 3',
      username: user.username,
      email: user.email,
      isDisabled: false,
    });
  });

  it('work: become technicians, are merged and deleted', async () => {
    const ctx = await admin();
    const [category, kept, merged, gone] = [
      await makeCategory(db),
      await makeUser(db),
      await makeUser(db),
      await makeUser(db),
    ];
    const row = { categoryId: String(category.id), userId: String(kept.id) };
    await post(ctx, '/api/AddCategoryTechPermission', row);
    expect((await rest(ctx, `/api/User/${kept.id}`)).json).toMatchObject({ IsTech: true });
    expect(names(await rest(ctx, `/api/TechsForCategory?id=${category.id}`))).toContain(kept.username);
    await post(ctx, '/api/RemoveCategoryTechPermission', row);
    expect((await post(ctx, '/api/MergeUsers', { id: String(kept.id), id2: String(merged.id) })).status).toBe(200);
    expect((await post(ctx, `/api/DeleteUser?userId=${gone.id}`, {})).status).toBe(200);
    expect(names(await rest(ctx, '/api/Users'))).toEqual([ctx.who?.username, kept.username].sort());
  });

  it('refuse and mistakes: only administrators add users, and none twice', async () => {
    const technician = await call(await makeTechnician(db));
    expect((await post(technician, '/api/CreateUser', { email: 'x@example.com' })).status).toBe(403);
    const taken = await makeUser(db);
    const { status } = await post(await admin(), '/api/CreateUser', { email: taken.email });
    expect(status).toBe(400);
    expect((await post(await admin(), '/api/CreateUser', { email: 'no address' })).status).toBe(400);
  });
});
