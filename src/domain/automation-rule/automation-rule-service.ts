import { isId } from '../../core/check.js';
import type { Context } from '../../core/context.js';
import { demand, notFound } from '../../core/errors.js';
import { adminOnly } from '../../core/principal.js';
import type { AutomationRule } from '../../generated/prisma/client.js';

/** All stored rules in the order they were made; for administrators. */
export async function listAutomationRules(ctx: Context): Promise<AutomationRule[]> {
  adminOnly(ctx, 'read automation rules');
  return ctx.db.automationRule.findMany({ orderBy: { id: 'asc' } });
}

/** A stored rule; for administrators. */
export async function getAutomationRule(ctx: Context, id: number): Promise<AutomationRule> {
  adminOnly(ctx, 'read automation rules');
  const rule = isId(id) ? await ctx.db.automationRule.findUnique({ where: { id } }) : null;
  demand(rule, notFound('Automation rule'));
  return rule;
}

/** Switches a rule on; switching it on again changes nothing. */
export async function enableAutomationRule(ctx: Context, id: number): Promise<AutomationRule> {
  return switchRule(ctx, id, true);
}

/** Switches a rule off; switching it off again changes nothing. */
export async function disableAutomationRule(ctx: Context, id: number): Promise<AutomationRule> {
  return switchRule(ctx, id, false);
}

async function switchRule(ctx: Context, id: number, isEnabled: boolean): Promise<AutomationRule> {
  adminOnly(ctx, 'change automation rules');
  await getAutomationRule(ctx, id);
  return ctx.db.automationRule.update({ where: { id }, data: { isEnabled } });
}
