import { z } from 'zod';

const request = z.object({
  method: z.enum(['GET', 'POST']),
  path: z.string(),
  body: z.unknown().optional(),
});

const workload = request.extend({
  /** How often which key must be in the first answer, so that all contenders do the same work. */
  expect: z.record(z.string(), z.number()).default({}),
  /** Asked once before, for values such as a cursor: `save` names them and says where they are in the answer. */
  setup: request.extend({ save: z.record(z.string(), z.string()) }).optional(),
});

/** A server that is measured. In requests `{{id}}` and its like stand for values: see `requests.ts`. */
export const contenderShape = z.object({
  command: z.array(z.string()).min(1),
  cwd: z.string().default(process.cwd()),
  env: z.record(z.string(), z.string()).default({}),
  /** What it prints when it listens. */
  ready: z.string().default('ready'),
  token: z.string().default('bench-token-1'),
  headers: z.record(z.string(), z.string()).default({}),
  workloads: z.record(z.string(), workload),
});

export type HttpRequest = z.infer<typeof request>;
export type Workload = z.infer<typeof workload>;
export type Workloads = Readonly<Record<string, Workload>>;
export type Contender = z.infer<typeof contenderShape>;
