import type { InputFieldMap, InputObjectRef, InputType } from '@pothos/core';
import { COMPARATORS, type Comparator, RANKED_COMPARATORS } from '../core/filter-comparators.js';
import type { FilterField, FilterSpec } from '../core/filter-spec.js';
import { builder, type Types } from './builder.js';
import { filterEnums } from './enums.js';

type InputBuilder = PothosSchemaTypes.InputFieldBuilder<Types, 'InputObject'>;
type Input = InputObjectRef<Types, object>;

const inputs = new Map<string, Input>();

const COMPARATOR_DESCRIPTIONS: Record<Comparator, string> = {
  eq: 'Is exactly this.',
  neq: 'Is not this; also holds where there is no value.',
  in: 'Is one of these.',
  notIn: 'Is none of these; also holds where there is no value.',
  contains: 'Contains this text, upper and lower case alike.',
  startsWith: 'Starts with this text, upper and lower case alike.',
  gt: 'Is more, or later, than this.',
  gte: 'Is this, or more or later.',
  lt: 'Is less, or earlier, than this.',
  lte: 'Is this, or less or earlier.',
};

const VALUES = {
  text: { name: 'String', type: 'String' },
  integer: { name: 'Int', type: 'Int' },
  dateTime: { name: 'DateTime', type: 'DateTimeOrDuration' },
  date: { name: 'Date', type: 'DateTimeOrDuration' },
  boolean: { name: 'Boolean', type: 'Boolean' },
  id: { name: 'Id', type: 'ID' },
} as const;

/** The filter input of an entity, by the entity's name; it may be filled in later. */
export function filterInput(entity: string): Input {
  return inputNamed(`${entity}Filter`, () => null);
}

/** Fills in the filter input of an entity. The spec is read when the schema is built, complete by then. */
export function implementFilter(entity: string, specOf: () => FilterSpec): void {
  const self = filterInput(entity);
  builder.inputType(self, {
    description: `Selects rows of ${entity}: all that is said must hold.`,
    fields: (t) => ({
      ...Object.fromEntries(Object.entries(specOf().fields).map(([name, field]) => [name, filterField(t, field)])),
      id: t.field({ type: columnInput('id', false), description: `The id of the ${entity}.` }),
      isNull: t.boolean({
        description: 'Whether there is none. Only means something in a relation that can be empty.',
      }),
      and: t.field({ type: [self], description: 'All of these hold.' }),
      or: t.field({ type: [self], description: 'At least one of these holds.' }),
      not: t.field({ type: self, description: 'This does not hold.' }),
    }),
  });
}

function filterField(t: InputBuilder, field: FilterField) {
  const { description } = field;
  switch (field.kind) {
    case 'one':
      return t.field({ type: filterInput(field.entity), description });
    case 'many':
      return t.field({ type: listInput(field.entity), description });
    case 'customFields':
      return t.field({ type: [customFieldInput()], description });
    case 'flag':
      return t.field({ type: columnInput('boolean', false), description });
    case 'enum':
      return t.field({ type: enumInput(field.type, field.isRanked ?? false), description });
    default:
      return t.field({ type: columnInput(field.kind, field.isNullable ?? false), description });
  }
}

function columnInput(kind: keyof typeof VALUES, isNullable: boolean): Input {
  const { name, type } = VALUES[kind];
  return comparatorInput(`${isNullable ? 'Nullable' : ''}${name}Filter`, type, COMPARATORS[kind], isNullable);
}

function enumInput(name: string, isRanked: boolean): Input {
  // Specs name only enums of the schema; a wrong name fails when the schema is built.
  const type = filterEnums[name as keyof typeof filterEnums];
  return comparatorInput(`${name}Filter`, type, isRanked ? RANKED_COMPARATORS : COMPARATORS.enum, false);
}

function comparatorInput(
  name: string,
  type: InputType<Types>,
  comparators: readonly Comparator[],
  isNullable: boolean,
): Input {
  return inputNamed(name, (self) =>
    builder.inputType(self, {
      description: 'Compares a value: all that is said must hold.',
      fields: (t) => {
        const entries = comparators.map((comparator) => {
          const isList = comparator === 'in' || comparator === 'notIn';
          return [
            comparator,
            t.field({ type: isList ? [type] : type, description: COMPARATOR_DESCRIPTIONS[comparator] }),
          ];
        });
        const isNull = t.boolean({ description: 'Whether there is no value.' });
        const fields: InputFieldMap = Object.fromEntries(entries);
        return isNullable ? { ...fields, isNull } : fields;
      },
    }),
  );
}

function listInput(entity: string): Input {
  return inputNamed(`${entity}ListFilter`, (self) =>
    builder.inputType(self, {
      description: `Selects by the related rows of ${entity} that you can see.`,
      fields: (t) => ({
        some: t.field({ type: filterInput(entity), description: 'At least one matches.' }),
        every: t.field({ type: filterInput(entity), description: 'All match, also when there are none.' }),
        none: t.field({ type: filterInput(entity), description: 'None matches.' }),
      }),
    }),
  );
}

function customFieldInput(): Input {
  return inputNamed('CustomFieldValueFilter', (self) =>
    builder.inputType(self, {
      description: 'Selects by the value of one custom field.',
      fields: (t) => ({
        field: t.id({ required: true, description: 'The id of the custom field.' }),
        text: t.field({ type: columnInput('text', false), description: 'Value of a text field.' }),
        date: t.field({ type: columnInput('date', false), description: 'Value of a date field.' }),
        option: t.field({ type: columnInput('id', false), description: 'Option of a drop-down field.' }),
        checked: t.field({ type: columnInput('boolean', false), description: 'Value of a checkbox.' }),
        isNull: t.boolean({ description: 'Whether the field is unset.' }),
      }),
    }),
  );
}

/** Makes each input once; the reference exists before its fields, so that inputs may lead back to each other. */
function inputNamed(name: string, implement: (self: Input) => unknown): Input {
  const known = inputs.get(name);
  if (known) return known;
  const self: Input = builder.inputRef<object>(name);
  inputs.set(name, self);
  implement(self);
  return self;
}
