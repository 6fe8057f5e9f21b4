import { HISTORY_FIELDS } from '../../core/history-fields.js';
import { type Change, changesBetween } from './ticket-events.js';

type Row = Readonly<Record<(typeof HISTORY_FIELDS)[number], unknown>>;

/** What an event has to say about a ticket that was one row and is another now; with no row before, all that it starts with. */
export function historyChanges(before: Row | null, after: Row): Change[] {
  const changed = HISTORY_FIELDS.map((field): [string, unknown] => [field, after[field]]);
  return changesBetween({ ...before }, Object.fromEntries(changed));
}

/** The state that a ticket's events, oldest first, lead to: fields that never had a value are absent. */
export function replay(events: readonly { readonly changes: unknown }[]): Readonly<Record<string, unknown>> {
  const state: Record<string, unknown> = {};
  for (const { changes } of events) {
    // Written by `recordEvent` in exactly this shape.
    for (const { field, after } of changes as readonly Change[]) state[field] = after;
  }
  return state;
}
