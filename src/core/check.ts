import { demand, invalid } from './errors.js';

/** Largest value of a 32-bit database integer; no id lies above it. */
export const INT_MAX = 2_147_483_647;

type Field = string | readonly string[];

/** Demands text that PostgreSQL can store unchanged: no NUL character, no half of a surrogate pair. */
export function checkText(field: Field, value: string): string {
  demand(!value.includes('\u0000'), invalid(field, `${label(field)} must not contain a NUL character.`));
  demand(value.isWellFormed(), invalid(field, `${label(field)} is not well-formed Unicode.`));
  return value;
}

/** Demands trimmed text of 1 to `lengthMax` characters. */
export function checkName(field: Field, value: string, lengthMax = 255): string {
  const name = checkText(field, value).trim();
  demand(name !== '', invalid(field, `${label(field)} must not be empty.`));
  return checkLength(field, name, lengthMax);
}

export function checkLength(field: Field, value: string, lengthMax: number): string {
  demand(value.length <= lengthMax, invalid(field, `${label(field)} must have ${lengthMax} characters at most.`));
  return value;
}

/** Demands something that looks like an e-mail address; the only proof of one is a mail that arrives. */
export function checkEmail(field: Field, value: string): string {
  const email = checkText(field, value).trim();
  demand(
    /^[^\s@<>(),;:"[\]\\]+@[^\s@<>(),;:"[\]\\]+$/.test(email) && email.length <= 254,
    invalid(field, `${label(field)} must be an e-mail address.`),
  );
  return email;
}

export function checkInteger(field: Field, value: number, min: number, max: number = INT_MAX): number {
  const fits = Number.isInteger(value) && value >= min && value <= max;
  demand(fits, invalid(field, `${label(field)} must be a whole number from ${min} to ${max}.`));
  return value;
}

/** Demands a time that PostgreSQL and every client can read back: years 1 to 9999. */
export function checkDate(field: Field, value: Date): Date {
  const year = value.getUTCFullYear();
  demand(year >= 1 && year <= 9999, invalid(field, `${label(field)} must be a date in the years 1 to 9999.`));
  return value;
}

/** Whether the number can be an id at all; one that cannot belongs to no record. */
export function isId(value: number): boolean {
  return Number.isInteger(value) && value > 0 && value <= INT_MAX;
}

function label(field: Field): string {
  return typeof field === 'string' ? field : field.join('.');
}
