import { beforeEach, describe, expect, it } from 'vitest';
import {
  disableAutomationRule,
  enableAutomationRule,
  getAutomationRule,
  listAutomationRules,
} from '../../src/domain/automation-rule/automation-rule-service.js';
import { makeCallers } from '../support/callers.js';
import { testDatabase } from '../support/db.js';

const { db, truncate } = await testDatabase();
beforeEach(truncate);

const makeRule = () => db.automationRule.create({ data: { name: 'Escalate', trigger: 'ticket.created' } });

describe('automation rules: works', () => {
  it('switches a rule off and on again, as often as asked', async () => {
    const { admin } = await makeCallers(db);
    const { id } = await makeRule();
    for (let round = 0; round < 2; round += 1) {
      expect(await disableAutomationRule(admin, id)).toMatchObject({ id, isEnabled: false });
      expect(await disableAutomationRule(admin, id)).toMatchObject({ id, isEnabled: false });
      expect(await enableAutomationRule(admin, id)).toMatchObject({ id, isEnabled: true });
    }
    expect(await listAutomationRules(admin)).toEqual([await getAutomationRule(admin, id)]);
  });
});

describe('automation rules: refuses', () => {
  it('leaves them to administrators', async () => {
    const { technician, anonymous } = await makeCallers(db);
    const { id } = await makeRule();
    await expect(getAutomationRule(technician, id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(listAutomationRules(technician)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(disableAutomationRule(technician, id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(enableAutomationRule(anonymous, id)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

describe('automation rules: mistakes', () => {
  it.each([0, 999, 2 ** 31])('does not find the rule %d', async (id) => {
    const { admin } = await makeCallers(db);
    await expect(getAutomationRule(admin, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(enableAutomationRule(admin, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
