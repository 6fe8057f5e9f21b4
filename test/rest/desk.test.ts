import { beforeEach, describe, expect, it } from 'vitest';
import { contextOf } from '../support/context.js';
import { testDatabase } from '../support/db.js';
import {
  makeAdmin,
  makeAsset,
  makeCategory,
  makeCustomField,
  makeTechnician,
  makeTicket,
  makeUser,
} from '../support/factories.js';
import { post, rest } from '../support/rest.js';

const { db, truncate } = await testDatabase();
beforeEach(truncate);

const call = async (user: { id: number }) => contextOf(db, user, { face: 'REST' });
const admin = async () => call(await makeAdmin(db));
const keysOf = (value: unknown) => Object.keys(value as object);

describe('companies and departments', () => {
  it('work: a company is found again by its name', async () => {
    const ctx = await admin();
    const form = { name: 'Example GmbH', emailDomains: 'example.com; example.org' };
    const { text } = await post(ctx, '/api/Company', form);
    expect((await post(ctx, '/api/company', { name: 'EXAMPLE gmbh' })).text).toBe(text);
    await db.department.create({ data: { name: 'Sales', key: '0:sales' } });
    const company = {
      CompanyID: Number(text),
      Name: 'Example GmbH',
      EmailDomain: '@example.com;@example.org',
      Notes: null,
    };
    expect((await rest(ctx, '/api/Companies?count=500')).json).toEqual([company]);
    expect((await rest(ctx, '/api/Departments')).json).toEqual([
      { DepartmentID: 1, Name: 'Sales', DepartmentName: 'Sales', CompanyID: null },
    ]);
  });

  it('refuses and mistakes: customers list none, a company needs a name', async () => {
    expect((await rest(await call(await makeUser(db)), '/api/Companies')).status).toBe(403);
    expect((await post(await admin(), '/api/Company', { name: '' })).text).toBe('Parameter name is required.');
    expect((await post(await admin(), '/api/UpdateCompany', { id: '9', name: 'x' })).status).toBe(404);
  });
});

describe('categories', () => {
  it('work: carry the section in the name', async () => {
    const section = await db.section.create({ data: { name: 'Office IT', nameKey: 'office it' } });
    await makeCategory(db, { name: 'Printers', sectionId: section.id });
    expect((await rest(await admin(), '/api/categories')).json).toEqual([
      {
        CategoryID: 1,
        Name: 'Printers',
        SectionID: section.id,
        Section: 'Office IT',
        NameWithSection: 'Office IT \\ Printers',
        ForTechsOnly: false,
        FromAddress: null,
      },
    ]);
  });
});

describe('custom fields', () => {
  it('work: by id or text of an option, one by one or together', async () => {
    const ctx = await admin();
    const [field, box] = [
      await makeCustomField(db, { options: ['Minor', 'Yes'] }),
      await makeCustomField(db, { type: 'CHECKBOX' }),
    ];
    const { id } = await makeTicket(db);
    expect(
      (await post(ctx, '/api/SetCustomField', { ticketId: `${id}`, fieldId: `${field.id}`, value: 'yes' })).text,
    ).toBe('');
    await rest(ctx, `/api/SetCustomFields?TicketId=${id}&CF${box.id}=True`, { method: 'POST' });
    const { json } = await rest(ctx, `/api/TicketCustomFields/${id}`);
    expect(json).toMatchObject([
      { FieldID: field.id, Type: 3, Value: 'Yes', OptionID: field.options[1]?.id, SelectionComboOptions: null },
      { FieldID: box.id, Type: 4, Value: '✓', OptionID: null },
    ]);
    await post(ctx, '/api/SetCustomField', { ticketId: `${id}`, fieldId: `${box.id}`, value: '' });
    expect((await rest(ctx, `/api/TicketCustomFields/${id}`)).json).toHaveLength(1);
    expect((await rest(ctx, `/api/TicketCustomFields/${id}?returnUnset=1`)).json).toHaveLength(2);
  });

  it('work: a category lists its fields with their options', async () => {
    const field = await makeCustomField(db, { options: ['Minor', 'Blocking'] });
    const { id } = await makeCategory(db);
    const [first, second] = field.options;
    expect((await rest(await admin(), `/api/CustomFieldsForCategory?id=${id}`)).json).toMatchObject([
      {
        FieldID: field.id,
        Value: null,
        SelectionComboOptions: [
          { OptionID: first?.id, Value: 'Minor' },
          { OptionID: second?.id, Value: 'Blocking' },
        ],
      },
    ]);
  });

  it('mistakes: an unknown option changes nothing', async () => {
    const field = await makeCustomField(db, { options: ['Minor'] });
    const { id } = await makeTicket(db);
    const form = { ticketId: `${id}`, fieldId: `${field.id}`, value: 'Major' };
    expect((await post(await admin(), '/api/SetCustomField', form)).status).toBe(400);
    expect((await post(await admin(), '/api/SetCustomField', { ...form, fieldId: '99' })).status).toBe(404);
    expect(await db.customFieldValue.count()).toBe(0);
  });
});

describe('the knowledge base', () => {
  it('works: is the only list with an envelope', async () => {
    const ctx = await admin();
    const category = await db.articleCategory.create({ data: { name: 'Network', nameKey: 'network' } });
    const form = {
      categoryId: `${category.id}`,
      subject: 'Reset the router',
      body: 'Pull the plug.',
      tags: 'router,wifi',
    };
    const { text } = await post(ctx, '/api/article', form);
    const { json } = await rest(ctx, '/api/Articles');
    const summary = {
      ArticleId: Number(text),
      Subject: 'Reset the router',
      CategoryName: 'Network',
      TagString: 'router,wifi',
      UrlId: `${text}-reset-the-router`,
      Url: `https://desk.example.com/KB/View/${text}-reset-the-router`,
      Attachments: [],
    };
    expect(json).toMatchObject({ Articles: [summary], Categories: [{ CategoryID: category.id, Name: 'Network' }] });
    expect((await rest(ctx, `/api/Article/${text}`)).json).toMatchObject({ ...summary, Body: 'Pull the plug.' });
    expect(keysOf((json as { Articles: object[] }).Articles[0])).not.toContain('Body');
  });

  it('refuses: customers read no articles for staff', async () => {
    const data = {
      name: 'Inside',
      nameKey: 'inside',
      articles: { create: { subject: 's', body: 'b', forTechsOnly: true } },
    };
    await db.articleCategory.create({ data });
    const customer = await call(await makeUser(db));
    expect((await rest(customer, '/api/Articles')).json).toMatchObject({ Articles: [] });
    expect((await rest(customer, '/api/Article/1')).status).toBe(404);
  });
});

const ASSET_KEYS =
  `Tickets AssignedUsers Fields Attachments LogEntries ItemID Manufacturer Supplier ModelName TypeID Type
  ManufacturerID SupplierID SerialNumber Location Comments Quantity TicketCount Company CompanyID Disabled`.split(
    /\s+/,
  );

describe('assets', () => {
  it('work: a new one is told in an object, a changed one as a whole', async () => {
    const ctx = await admin();
    const made = { modelName: 'Scanner 2', manufacturer: 'Acme', type: 'Scanner', supplier: 'OfficeMart', quantity: 3 };
    const headers = { 'content-type': 'application/json' };
    const { text, json } = await rest(ctx, '/api/Asset', { method: 'POST', headers, body: JSON.stringify(made) });
    expect(text).toMatch(/^\{"id":\d+\}$/);
    const { id } = json as { id: number };
    const body = JSON.stringify({ id, location: 'Floor 4', modelName: null, quantity: null });
    const changed = await rest(ctx, '/api/UpdateAsset', { method: 'POST', headers, body });
    expect(keysOf(changed.json)).toEqual(ASSET_KEYS);
    expect(changed.json).toMatchObject({
      ItemID: id,
      ModelName: 'Scanner 2',
      Location: 'Floor 4',
      Quantity: 3,
      Manufacturer: 'Acme',
      Tickets: null,
      LogEntries: null,
    });
  });

  it('work: have users, tickets and fields', async () => {
    const ctx = await admin();
    const [asset, user, ticket] = [await makeAsset(db), await makeUser(db), await makeTicket(db)];
    const field = await makeCustomField(db, { usage: 'ASSET' });
    const pair = { assetId: `${asset.id}`, userId: `${user.id}` };
    await post(ctx, '/api/AssignAssetToUser', pair);
    await post(ctx, '/api/AssignAssetToUser', pair);
    await post(ctx, '/api/AddAssetToTicket', { assetId: `${asset.id}`, ticketId: `${ticket.id}` });
    await post(ctx, '/api/SetCustomFieldForAsset', { id: `${asset.id}`, fieldId: `${field.id}`, value: 'B7' });
    const filled = {
      AssignedUsers: [{ UserID: user.id }],
      Fields: [{ FieldID: field.id, Value: 'B7' }],
      TicketCount: 1,
    };
    expect((await rest(ctx, `/api/Assets?assignedToUserId=${user.id}`)).json).toMatchObject([
      { ...filled, Tickets: null },
    ]);
    expect((await rest(ctx, `/api/Asset/${asset.id}`)).json).toMatchObject({
      ...filled,
      Tickets: [{ IssueID: ticket.id }],
      Attachments: [],
      LogEntries: [],
    });
    await post(ctx, '/api/UnAssignAssetToUser', pair);
    expect((await rest(ctx, `/api/Assets?assignedToUserId=${user.id}&page=1`)).json).toEqual([]);
  });

  it('refuse: the list is for staff', async () => {
    expect((await rest(await call(await makeUser(db)), '/api/Assets')).status).toBe(403);
    expect((await rest(await call(await makeTechnician(db)), '/api/Assets')).json).toEqual([]);
  });
});

describe('templates and rules', () => {
  it('work: are read, and rules are switched by GET', async () => {
    const ctx = await admin();
    await db.commentTemplate.create({ data: { name: 'Greeting', body: 'Hello' } });
    await db.automationRule.create({ data: { name: 'Escalate', trigger: 'ticket.created' } });
    expect((await rest(ctx, '/api/CommentTemplates')).json).toEqual([{ ID: 1, Name: 'Greeting', Body: 'Hello' }]);
    expect((await rest(ctx, '/api/DisableRule/1')).text).toBe('');
    expect((await rest(ctx, '/api/Rule/1')).json).toMatchObject({ ID: 1, Name: 'Escalate', Enabled: false });
    await rest(ctx, '/api/EnableRule/1', { method: 'POST' });
    expect((await rest(ctx, '/api/Rule?id=1')).json).toMatchObject({ Enabled: true });
  });

  it('refuse: rules are for administrators', async () => {
    expect((await rest(await call(await makeTechnician(db)), '/api/Rule/1')).status).toBe(403);
  });
});
