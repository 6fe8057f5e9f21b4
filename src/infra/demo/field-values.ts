import type { Field } from './desk.js';
import type { Random } from './random.js';

const DAY_MS = 86_400_000;

/** Some value for the field, in the column that its type uses. */
export function someValue(field: Field, random: Random, around: Date) {
  switch (field.type) {
    case 'DROPDOWN':
      return { optionId: random.pick(field.optionIds) };
    case 'CHECKBOX':
      return { checked: random.chance(0.3) };
    case 'DATE':
      return { date: new Date(around.getTime() + random.whole(5, 30) * DAY_MS) };
    case 'TEXT':
    case 'MULTILINE':
      return { text: random.pick(field.examples ?? ['–']) };
  }
}
