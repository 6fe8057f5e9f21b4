import { beforeEach, describe, expect, it } from 'vitest';
import { visibleCommentTemplates } from '../../src/domain/template/template-policy.js';
import {
  createCommentTemplate,
  deleteCommentTemplate,
  listCommentTemplates,
  updateCommentTemplate,
} from '../../src/domain/template/template-service.js';
import { makeCallers } from '../support/callers.js';
import { testDatabase } from '../support/db.js';
import { makePrincipal } from '../support/principals.js';

const { db, truncate } = await testDatabase();
beforeEach(truncate);

describe('comment templates: works', () => {
  it('keeps canned answers, by name', async () => {
    const { technician } = await makeCallers(db);
    const { id } = await createCommentTemplate(technician, { name: ' Thanks ', body: 'Thank you.\nBye' });
    await createCommentTemplate(technician, { name: 'Sorry', body: '<b>Sorry</b><script>x</script>' });
    expect(await listCommentTemplates(technician)).toMatchObject([
      { name: 'Sorry', body: '<!--html--><b>Sorry</b>' },
      { name: 'Thanks', body: 'Thank you.\nBye' },
    ]);
    expect(await updateCommentTemplate(technician, id, { name: 'Bye' })).toMatchObject({ body: 'Thank you.\nBye' });
    await deleteCommentTemplate(technician, id);
    expect(await listCommentTemplates(technician)).toHaveLength(1);
  });
});

describe('comment templates: refuses', () => {
  it('keeps them from customers', async () => {
    const { technician, customer } = await makeCallers(db);
    const { id } = await createCommentTemplate(technician, { name: 'Thanks', body: 'Thank you.' });
    await expect(listCommentTemplates(customer)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(updateCommentTemplate(customer, id, { name: 'x' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(deleteCommentTemplate(customer, id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const count = (who = makePrincipal()) => db.commentTemplate.count({ where: visibleCommentTemplates(who) });
    expect(await count()).toBe(0);
    expect(await count(makePrincipal({ technicianOf: [1] }))).toBe(1);
  });
});

describe('comment templates: mistakes', () => {
  it('names the field that is wrong', async () => {
    const { technician } = await makeCallers(db);
    const make = (name: string, body: string) => createCommentTemplate(technician, { name, body });
    await expect(make(' ', 'x')).rejects.toMatchObject({ code: 'INVALID', field: ['name'] });
    await expect(make('x', ' ')).rejects.toMatchObject({ code: 'INVALID', field: ['body'] });
    await expect(make('x', '\u0000')).rejects.toMatchObject({ code: 'INVALID', field: ['body'] });
  });

  it('does not find what is not there', async () => {
    const { technician } = await makeCallers(db);
    await expect(updateCommentTemplate(technician, 999, {})).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(deleteCommentTemplate(technician, 2 ** 31)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
