import { AppError, demand, invalid } from '../core/errors.js';
import { visibleCategories } from '../domain/category/category-policy.js';
import { customFieldFilter, customFieldOrder } from '../domain/custom-field/custom-field-filter.js';
import { fieldsOfCategory, visibleCustomFields } from '../domain/custom-field/custom-field-policy.js';
import type { FieldInput } from '../domain/custom-field/custom-field-rules.js';
import type { FieldInputs } from '../domain/custom-field/custom-field-service.js';
import { builder } from './builder.js';
import { CategoryList } from './category.js';
import { CustomFieldType, CustomFieldUsage } from './enums.js';
import { readId, readOptionalId } from './ids.js';
import { defineList, defineRecord } from './list.js';
import { connect, listArgs, nestedList } from './list-fields.js';
import { Node } from './node.js';

export const CustomFieldOption = builder.prismaObject('CustomFieldOption', {
  select: { id: true },
  interfaces: [Node],
  description: 'A choice of a drop-down field.',
  fields: (t) => ({
    value: t.exposeString('value', { description: 'What is shown.' }),
  }),
});

export const CustomField = builder.prismaObject('CustomField', {
  select: { id: true },
  interfaces: [Node],
  description: 'A field that the desk added to tickets, users, companies or assets.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The name.' }),
    type: t.expose('type', { type: CustomFieldType, description: 'What it holds.' }),
    usage: t.expose('usage', { type: CustomFieldUsage, description: 'What it belongs to.' }),
    mandatory: t.exposeBoolean('mandatory', { description: 'Asked for in web forms; the APIs do not enforce it.' }),
    forTechsOnly: t.exposeBoolean('forTechsOnly', { description: 'Only staff see and set it.' }),
    showInGrid: t.exposeBoolean('showInGrid', { description: 'Lists of tickets show it as a column.' }),
    position: t.exposeInt('position', { description: 'Its place among the fields, the smallest first.' }),
    categories: nestedList(t, CategoryList, {
      relation: 'categories',
      through: 'category',
      visible: visibleCategories,
      description: 'The categories whose tickets have it; empty when all have it.',
    }),
    options: t.relation('options', {
      description: 'The choices of a drop-down field; empty for others.',
      query: { orderBy: [{ position: 'asc' }, { id: 'asc' }] },
    }),
  }),
});

export const CustomFieldValue = builder.prismaObject('CustomFieldValue', {
  select: { id: true },
  description: 'What a custom field holds on one record. Which of the values is set depends on the type of the field.',
  fields: (t) => ({
    field: t.relation('field', { description: 'The field.' }),
    text: t.exposeString('text', { nullable: true, description: 'Value of a text field.' }),
    date: t.expose('date', { type: 'Date', nullable: true, description: 'Value of a date field.' }),
    option: t.relation('option', { nullable: true, description: 'Choice of a drop-down field.' }),
    checked: t.exposeBoolean('checked', { nullable: true, description: 'Value of a checkbox.' }),
  }),
});

defineRecord({ node: CustomFieldOption, visible: (who) => ({ field: visibleCustomFields(who) }) });

export const CustomFieldList = defineList({
  node: CustomField,
  visible: visibleCustomFields,
  filter: customFieldFilter,
  order: customFieldOrder,
});

builder.queryField('customFields', (t) =>
  t.field({
    type: CustomFieldList.connection,
    description: "The custom fields that you can see, in the desk's order.",
    args: {
      ...listArgs(t.arg, CustomFieldList),
      usage: t.arg({ type: CustomFieldUsage, description: 'Only fields of these records.' }),
      category: t.arg.id({ description: 'Only fields that tickets of this category have.' }),
    },
    resolve: (_root, { usage, category, ...args }, ctx, info) => {
      const ofUsage = usage ? { usage } : {};
      const categoryId = readOptionalId('Category', category, 'category');
      const ofCategory = categoryId === undefined ? {} : fieldsOfCategory(categoryId);
      return connect(ctx, CustomFieldList, args, { AND: [ofUsage, ofCategory] }, info);
    },
  }),
);

interface FieldValue {
  readonly field: string | number;
  readonly text?: string | null;
  readonly date?: Date | null;
  readonly option?: string | number | null;
  readonly checked?: boolean | null;
}

export const CustomFieldValueInput = builder.inputRef<FieldValue>('CustomFieldValueInput').implement({
  description: 'A new value of a custom field. Give the one that fits the type of the field, or none to clear it.',
  fields: (t) => ({
    field: t.id({ required: true, description: 'The id of the field.' }),
    text: t.string({ description: 'For a text field.' }),
    date: t.field({ type: 'Date', description: 'For a date field.' }),
    option: t.id({ description: 'For a drop-down field: the id of the option.' }),
    checked: t.boolean({ description: 'For a checkbox.' }),
  }),
});

/**
 * Gives the work new values in the form that services take; a field given twice is a mistake. Services name a wrong value by
 * the id of its field, clients by its place in the list: mistakes are told in the words of clients.
 */
export async function withFieldInputs<Result>(
  values: readonly FieldValue[] | null | undefined,
  work: (inputs: FieldInputs) => Promise<Result>,
): Promise<Result> {
  const inputs = new Map<number, FieldInput>();
  for (const [index, value] of (values ?? []).entries()) {
    const path = ['customFields', String(index)];
    const fieldId = readId('CustomField', value.field, [...path, 'field']);
    demand(!inputs.has(fieldId), invalid([...path, 'field'], 'The field is given twice.'));
    inputs.set(fieldId, inputOf(value, path));
  }
  try {
    return await work(inputs);
  } catch (error) {
    throw error instanceof AppError ? relocated(error, [...inputs.keys()]) : error;
  }
}

function inputOf({ text, date, option, checked }: FieldValue, path: readonly string[]): FieldInput {
  const given = [text, date, option, checked].filter((value) => value !== null && value !== undefined);
  demand(given.length <= 1, invalid(path, 'A custom field takes one value.'));
  if (option === null || option === undefined) return { text, date, checked };
  return { optionId: readId('CustomFieldOption', option, [...path, 'option']) };
}

function relocated(error: AppError, fieldIds: readonly number[]): AppError {
  const [list, fieldId] = error.field ?? [];
  const index = fieldIds.indexOf(Number(fieldId));
  if (list !== 'customFields' || index < 0) return error;
  return new AppError(error.code, error.message, { field: [list, String(index)] });
}
