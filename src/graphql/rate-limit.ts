import { type GraphQLResolveInfo, Kind } from 'graphql';
import type { Context } from '../core/context.js';
import type { BudgetState, Spending } from '../core/limits.js';
import { builder } from './builder.js';
import { operationCost } from './document-cost.js';
import { DOCUMENT_LIMITS } from './use-document-limits.js';

interface RateLimitState {
  readonly budget: BudgetState | null;
  readonly cost: number;
}

const RateLimit = builder.objectRef<RateLimitState>('RateLimit').implement({
  description: 'Where you stand: how many calls you have left, and what this operation costs.',
  fields: (t) => ({
    limit: t.int({
      nullable: true,
      description: 'How many calls a minute has; each root field is a call. Null when calls are not limited.',
      resolve: ({ budget }) => budget?.limit ?? null,
    }),
    remaining: t.int({
      nullable: true,
      description: 'How many calls are left after this request. Null when calls are not limited.',
      resolve: ({ budget }) => budget?.remaining ?? null,
    }),
    resetAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When all calls are there again. Null when calls are not limited.',
      resolve: ({ budget }, _args, ctx) => (budget ? new Date(ctx.now().getTime() + budget.resetMs) : null),
    }),
    cost: t.exposeInt('cost', {
      description: `What this operation costs: sizes of lists times what hangs on each row; ${DOCUMENT_LIMITS.cost} at most.`,
    }),
  }),
});

builder.queryField('rateLimit', (t) =>
  t.field({
    type: RateLimit,
    description:
      'How many calls you have left, of the budget that this request comes closest to using up. Asking is free.',
    resolve: (_root, _args, ctx, info) => ({ budget: spendingOf(ctx)?.states[0] ?? null, cost: costOf(info) }),
  }),
);

/** What the request has paid, where requests are paid for. */
function spendingOf(ctx: Context): Spending | undefined {
  return (ctx as Partial<{ spending: Spending }>).spending;
}

function costOf({ schema, operation, fragments, variableValues }: GraphQLResolveInfo): number {
  const document = { kind: Kind.DOCUMENT, definitions: [operation, ...Object.values(fragments)] } as const;
  return operationCost(schema, document, operation, variableValues).cost;
}
