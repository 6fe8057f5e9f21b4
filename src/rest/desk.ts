import {
  disableAutomationRule,
  enableAutomationRule,
  getAutomationRule,
} from '../domain/automation-rule/automation-rule-service.js';
import { listCommentTemplates } from '../domain/template/template-service.js';
import type { AutomationRule, CommentTemplate as TemplateRow } from '../generated/prisma/client.js';
import { doing, taking } from './arguments.js';
import { builder } from './builder.js';
import { ruleParams } from './desk-params.js';

const CommentTemplate = builder.objectRef<TemplateRow>('CommentTemplate').implement({
  description: 'A canned answer.',
  fields: (t) => ({ ID: t.exposeInt('id'), Name: t.exposeString('name'), Body: t.exposeString('body') }),
});

const Rule = builder.objectRef<AutomationRule>('Rule').implement({
  description: 'A stored automation rule.',
  fields: (t) => ({
    ID: t.exposeInt('id'),
    Name: t.exposeString('name'),
    Enabled: t.exposeBoolean('isEnabled'),
    Trigger: t.exposeString('trigger'),
    Conditions: t.field({ type: 'Open', resolve: ({ conditions }) => conditions }),
    Actions: t.field({ type: 'Open', resolve: ({ actions }) => actions }),
  }),
});

builder.queryFields((t) => ({
  CommentTemplates: t.field({ type: [CommentTemplate], resolve: (_root, _args, ctx) => listCommentTemplates(ctx) }),
  Rule: t.field({ type: Rule, ...taking(ruleParams, ({ id }, ctx) => getAutomationRule(ctx, id)) }),
}));

builder.mutationFields((t) => ({
  EnableRule: t.field(doing(ruleParams, ({ id }, ctx) => enableAutomationRule(ctx, id))),
  DisableRule: t.field(doing(ruleParams, ({ id }, ctx) => disableAutomationRule(ctx, id))),
}));
