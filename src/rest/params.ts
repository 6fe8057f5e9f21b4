import type { NewFile } from '../domain/file/file-service.js';

/** What a parameter holds, and what an action receives for it. */
export interface KindValues {
  /** Number of a record. One that fits no record arrives as `NO_ID`. */
  id: number;
  /** Numbers of records: repeated name, `name[]`, comma list or JSON array. */
  ids: number[];
  int: number;
  bool: boolean;
  text: string;
  /** A moment, UTC where no offset is given. */
  time: Date;
  /** The first moment after the given one, or after the given day: ends of spans are inclusive on the wire. */
  endTime: Date;
  /** A comma list, or a JSON array. */
  names: string[];
  /** One of `choices`, in the spelling given there. */
  choice: string;
  /** Values of custom fields by field id: `{"12":"value"}`, as JSON text or object. */
  fields: ReadonlyMap<number, string>;
  /** Values of custom fields, one parameter each: the parameter's name followed by the field id. */
  prefixed: ReadonlyMap<number, string>;
  /** The file parts of a multipart body, whatever they are called. */
  files: readonly NewFile[];
}

/** One parameter of a route. Typed values, arguments of the legacy schema and documentation all derive from it. */
export interface Param {
  readonly kind: keyof KindValues;
  readonly about: string;
  readonly required?: true;
  /** Other names under which clients send it. */
  readonly aliases?: readonly string[];
  /** What an empty value means; otherwise it is the same as a missing one (rest.md § 1.1, rule 10). */
  readonly empty?: 'clear' | 'text';
  readonly choices?: readonly string[];
  /** A choice may be given by its position in `choices`. */
  readonly numbered?: true;
}

/** Keyed by the name that is documented. */
export type Params = Readonly<Record<string, Param>>;

/** Stands for every number that no record can have. */
export const NO_ID = -1;

export const NO_PARAMS = {} as const satisfies Params;

/** A value of kind `choice` as one of the choices it was read from. */
export function choiceOf<Choice extends string>(
  choices: readonly Choice[],
  value: string | undefined,
): Choice | undefined {
  return choices.find((choice) => choice === value);
}
