import type { Plugin } from 'graphql-yoga';
import type { Context } from '../core/context.js';
import { executePlan, planOf } from './execution/execute.js';

/** Runs operations by plans that are made once per document. What cannot be planned is left to Yoga's own executor. */
export function usePlans(): Plugin<object, object, Context> {
  return {
    onExecute({ args, setExecuteFn }) {
      const plan = planOf(args);
      if (plan) setExecuteFn(({ contextValue, variableValues }) => executePlan(plan, contextValue, variableValues));
    },
  };
}
