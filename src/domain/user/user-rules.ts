import { checkEmail, checkLength, checkName, checkText } from '../../core/check.js';
import { AppError, demand, invalid } from '../../core/errors.js';
import { caseKey } from '../../core/text.js';
import type { Prisma } from '../../generated/prisma/client.js';

/** Absent keeps, a value sets, null clears. */
export interface UserPatch {
  readonly username?: string;
  readonly email?: string | null;
  readonly password?: string;
  readonly firstName?: string | null;
  readonly lastName?: string | null;
  readonly phone?: string | null;
  readonly location?: string | null;
  /** For staff only. */
  readonly notes?: string | null;
  readonly signature?: string | null;
  readonly greeting?: string | null;
  /** Language tag, such as `en-GB`. */
  readonly language?: string | null;
  /** Name of the company; made if missing. */
  readonly company?: string | null;
  readonly companyId?: number | null;
  /** Name of the department in the user's company; made if missing. */
  readonly department?: string | null;
  readonly departmentId?: number | null;
  readonly outOfOffice?: boolean;
  readonly receivesMail?: boolean;
  readonly isDisabled?: boolean;
  readonly isAdmin?: boolean;
  readonly isManager?: boolean;
  readonly isDepartmentManager?: boolean;
}

const NAME_LENGTH_MAX = 255;
const TEXT_LENGTH_MAX = 10_000;
const PASSWORD_LENGTH_MAX = 1000;

/** The columns that a patch sets, apart from password, company and department, checked. */
export function profileColumns(patch: UserPatch) {
  const { username, email, firstName, lastName, phone, location, notes, signature, greeting, language } = patch;
  const { outOfOffice, receivesMail, isDisabled, isAdmin, isManager, isDepartmentManager } = patch;
  return {
    ...(username !== undefined && usernameColumns(username)),
    ...(email !== undefined && emailColumns(email)),
    firstName: readText('firstName', firstName, NAME_LENGTH_MAX),
    lastName: readText('lastName', lastName, NAME_LENGTH_MAX),
    phone: readText('phone', phone, NAME_LENGTH_MAX),
    location: readText('location', location, NAME_LENGTH_MAX),
    notes: readText('notes', notes, TEXT_LENGTH_MAX),
    signature: readText('signature', signature, TEXT_LENGTH_MAX),
    greeting: readText('greeting', greeting, TEXT_LENGTH_MAX),
    language: language ? readText('language', language, 35) : language,
    outOfOffice,
    receivesMail,
    isDisabled,
    isAdmin,
    isManager,
    isDepartmentManager,
  } satisfies Prisma.UserUncheckedUpdateInput;
}

/** First and last name, or the username when both are empty. */
export function fullNameOf(user: { firstName: string; lastName: string; username: string }): string {
  return `${user.firstName} ${user.lastName}`.trim() || user.username;
}

export function checkPassword(field: string, password: string): string {
  demand(checkText(field, password) !== '', invalid(field, `${field} must not be empty.`));
  return checkLength(field, password, PASSWORD_LENGTH_MAX);
}

/**
 * What the write answers, or INVALID naming the field when another user has the username or the address. The database
 * decides, so it also holds for two callers who want the same name at once.
 */
export async function demandFreeNames<Row>(write: PromiseLike<Row>): Promise<Row> {
  try {
    return await write;
  } catch (error) {
    const taken = error instanceof Error ? takenField(error) : null;
    if (taken === null) throw error;
    throw new AppError('INVALID', `Another user has this ${taken} already.`, { field: [taken] });
  }
}

/** Which column it was stands in different places with different drivers. */
function takenField(error: Error): 'username' | 'email' | null {
  if (Reflect.get(error, 'code') !== 'P2002') return null;
  const facts = JSON.stringify(Reflect.get(error, 'meta') ?? {});
  if (facts.includes('emailKey')) return 'email';
  return facts.includes('usernameKey') ? 'username' : null;
}

function usernameColumns(text: string) {
  const username = checkName('username', text, NAME_LENGTH_MAX);
  // HTTP's Basic scheme ends the username at the first colon.
  demand(!username.includes(':'), invalid('username', 'username must not contain a colon.'));
  return { username, usernameKey: caseKey(username) };
}

function emailColumns(text: string | null) {
  if (text === null || text.trim() === '') return { email: '', emailKey: null };
  const email = checkEmail('email', text);
  return { email, emailKey: caseKey(email) };
}

function readText(field: string, text: string | null | undefined, lengthMax: number): string | undefined {
  return text === undefined ? undefined : checkLength(field, checkText(field, text ?? '').trim(), lengthMax);
}
