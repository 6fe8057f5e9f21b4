import { beforeEach, describe, expect, it } from 'vitest';
import { addTicketAsset } from '../../src/domain/asset/asset-tickets.js';
import { assignAsset } from '../../src/domain/asset/asset-users.js';
import { createAsset } from '../../src/domain/asset/asset-write.js';
import { createCompany, getOrCreateCompany, updateCompany } from '../../src/domain/company/company-service.js';
import { updateCustomField } from '../../src/domain/custom-field/custom-field-admin.js';
import { getOrCreateDepartment } from '../../src/domain/department/department-service.js';
import { findOrCreateTags } from '../../src/domain/tag/tag-service.js';
import { contextOf } from '../support/context.js';
import { testDatabase } from '../support/db.js';
import { makeAdmin, makeAsset, makeCompany, makeCustomField, makeTicket, makeUser } from '../support/factories.js';

// On the real PostgreSQL: only there do callers work at the same time.
const { db, truncate } = await testDatabase('postgres');
beforeEach(truncate);

const CALLERS = 12;

/** Everybody does it at the same time. */
const all = <Result>(act: (index: number) => Promise<Result>) =>
  Promise.allSettled(Array.from({ length: CALLERS }, (_, index) => act(index)));

function outcome(results: readonly PromiseSettledResult<unknown>[]) {
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  return { succeeded: results.length - failures.length, failures };
}

describe('callers at the same time', () => {
  it('get the same company, department and tags of a name', async () => {
    const ctx = await contextOf(db, await makeAdmin(db));
    const companies = await all((index) => getOrCreateCompany(ctx, { name: index % 2 ? 'Example' : 'EXAMPLE' }));
    expect(outcome(companies)).toEqual({ succeeded: CALLERS, failures: [] });
    expect(await db.company.count()).toBe(1);

    const { id: companyId } = await db.company.findFirstOrThrow();
    expect(outcome(await all(() => getOrCreateDepartment(ctx, { name: 'Sales', companyId }))).failures).toEqual([]);
    expect(await db.department.count()).toBe(1);

    const names = ['a', 'b', 'c'];
    const tags = await all((index) => findOrCreateTags(ctx, index % 2 ? names : names.toReversed()));
    expect(outcome(tags).failures).toEqual([]);
    expect(await db.tag.count()).toBe(3);
  });

  it('cannot both create a company of one name; the others are told which field is wrong', async () => {
    const ctx = await contextOf(db, await makeAdmin(db));
    const { succeeded, failures } = outcome(await all(() => createCompany(ctx, { name: 'Example' })));
    expect(succeeded).toBe(1);
    for (const failure of failures) expect(failure).toMatchObject({ code: 'CONFLICT', field: ['name'] });
  });

  it('cannot both give their companies the same new name', async () => {
    const ctx = await contextOf(db, await makeAdmin(db));
    const companies = await Promise.all(Array.from({ length: CALLERS }, () => makeCompany(db)));
    const results = await Promise.allSettled(companies.map(({ id }) => updateCompany(ctx, id, { name: 'Example' })));
    const { succeeded, failures } = outcome(results);
    expect(succeeded).toBe(1);
    for (const failure of failures) expect(failure).toMatchObject({ code: 'CONFLICT', field: ['name'] });
  });

  it('add assets that name the same new type, manufacturer, supplier and company', async () => {
    const ctx = await contextOf(db, await makeAdmin(db));
    const names = { type: 'Printer', manufacturer: 'Acme', supplier: 'OfficeMart', company: 'Example' };
    const results = await all((index) => createAsset(ctx, { ...names, modelName: `Printer ${index}` }));
    expect(outcome(results)).toEqual({ succeeded: CALLERS, failures: [] });
    const counts = [db.assetType.count(), db.manufacturer.count(), db.supplier.count(), db.company.count()];
    expect(await Promise.all(counts)).toEqual([1, 1, 1, 1]);
    expect(await db.asset.count()).toBe(CALLERS);
  });

  it('hand out one asset and put it on one ticket once', async () => {
    const ctx = await contextOf(db, await makeAdmin(db));
    const [asset, user, ticket] = [await makeAsset(db), await makeUser(db), await makeTicket(db)];
    expect(outcome(await all(() => assignAsset(ctx, asset.id, user.id))).failures).toEqual([]);
    expect(outcome(await all(() => addTicketAsset(ctx, ticket.id, asset.id))).failures).toEqual([]);
    expect(await db.assetUser.count()).toBe(1);
    expect(await db.ticketEvent.count()).toBe(1);
    expect(await db.ticket.findUnique({ where: { id: ticket.id } })).toMatchObject({ version: 2 });
  });

  it('leave a drop-down with the options of the last one', async () => {
    const ctx = await contextOf(db, await makeAdmin(db));
    const field = await makeCustomField(db, { options: ['Old'] });
    const results = await all((index) =>
      updateCustomField(ctx, field.id, { options: [{ value: 'Always' }, { value: `Choice ${index}` }] }),
    );
    expect(outcome(results).failures).toEqual([]);
    const options = await db.customFieldOption.findMany({ orderBy: { position: 'asc' } });
    expect(options.map(({ value }) => value)).toEqual(['Always', expect.stringMatching(/^Choice \d+$/)]);
  });
});
