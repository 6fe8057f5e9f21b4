import { parseArgs } from 'node:util';
import { z } from 'zod';

const WORKLOADS = 'W1,W2,W3,W4,W5,W6,W7,W8k';

const shape = z.object({
  rounds: z.coerce.number().int().min(1),
  seconds: z.coerce.number().positive(),
  /** Requests of each kind before the first round. */
  warm: z.coerce.number().int().min(0),
  connections: z.coerce.number().int().min(1),
  workloads: z.string().transform((list) => list.split(',')),
  tickets: z.coerce.number().int().min(500),
  /** Of the leak test. */
  requests: z.coerce.number().int().min(1),
  /** Processes of the desk. */
  workers: z.coerce.number().int().min(1),
  /** The part of a core that each of them has. */
  share: z.coerce.number().positive().max(1).optional(),
  out: z.string().optional(),
});

export type Options = z.infer<typeof shape>;

const MODES = ['compare', 'scale', 'workers', 'limiter', 'faces', 'leak', 'start'] as const;
export type Mode = (typeof MODES)[number];

/** Reads the command line. Without a mode it is the comparison. */
export function readOptions(args: readonly string[]): { mode: Mode; options: Options } {
  const text = (value: string) => ({ type: 'string', default: value }) as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: text('5'),
      seconds: text('2'),
      warm: text('3000'),
      connections: text('16'),
      workloads: text(WORKLOADS),
      tickets: { type: 'string' },
      requests: text('200000'),
      out: { type: 'string' },
      scale: flag,
      leak: flag,
      limiter: flag,
      faces: flag,
      start: flag,
      workers: text('1'),
      share: { type: 'string' },
    },
  });
  const options = shape.parse({ ...values, tickets: values.tickets ?? (values.scale ? '1000000' : '100000') });
  const { scale, leak, limiter, faces, start } = values;
  const chosen = { compare: false, scale, workers: options.workers > 1, limiter, faces, leak, start };
  return { mode: MODES.find((mode) => chosen[mode]) ?? 'compare', options };
}
