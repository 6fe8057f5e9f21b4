import { describe, expect, it } from 'vitest';
import { canCommentInternally, canEditComment } from '../../src/domain/comment/comment-policy.js';
import {
  canAssign,
  canClose,
  canDelete,
  canEdit,
  canFileFor,
  canMerge,
  visibleTickets,
} from '../../src/domain/ticket/ticket-policy.js';
import { makePrincipal } from '../support/principals.js';

const ticket = { submitterId: 31, categoryId: 7, submitter: { companyId: 4, departmentId: 2 } };
const people = {
  administrator: makePrincipal({ isAdmin: true }),
  technician: makePrincipal({ technicianOf: [7] }),
  'technician elsewhere': makePrincipal({ technicianOf: [8] }),
  manager: makePrincipal({ isManager: true, companyId: 4 }),
  'manager elsewhere': makePrincipal({ isManager: true, companyId: 5 }),
  'department manager': makePrincipal({ isDepartmentManager: true, departmentId: 2 }),
  submitter: makePrincipal({ id: 31 }),
  bystander: makePrincipal(),
};
type Person = keyof typeof people;

/** Who may do what on the ticket; everybody else may not. */
const matrix: [string, (who: (typeof people)[Person]) => boolean, Person[]][] = [
  ['edit', (who) => canEdit(who, ticket), ['administrator', 'technician', 'submitter']],
  [
    'close',
    (who) => canClose(who, ticket),
    ['administrator', 'technician', 'manager', 'department manager', 'submitter'],
  ],
  ['assign', (who) => canAssign(who, ticket), ['administrator', 'technician']],
  ['delete', (who) => canDelete(who, ticket), ['administrator', 'technician']],
  ['merge', (who) => canMerge(who, ticket), ['administrator', 'technician']],
  ['comment internally', (who) => canCommentInternally(who, ticket), ['administrator', 'technician']],
  [
    'file for others',
    (who) => canFileFor(who, 31),
    ['administrator', 'technician', 'technician elsewhere', 'submitter'],
  ],
  [
    'edit a comment of the submitter',
    (who) => canEditComment(who, { authorId: 31, isSystem: false, ticket }),
    ['administrator', 'technician', 'submitter'],
  ],
  [
    'edit a system entry',
    (who) => canEditComment(who, { authorId: null, isSystem: true, ticket }),
    ['administrator', 'technician'],
  ],
];

describe('who may do what on a ticket', () => {
  it.each(matrix)('%s', (_action, may, allowed) => {
    const able = (Object.keys(people) as Person[]).filter((person) => may(people[person]));
    expect(able).toEqual(allowed);
  });
});

describe('visible tickets', () => {
  it('are all of them for an administrator', () => {
    expect(visibleTickets(people.administrator)).toEqual({});
  });

  it('are those somebody takes part in for a customer', () => {
    expect(visibleTickets(people.bystander)).toEqual({ participants: { some: { userId: 100 } } });
  });

  it('do not include the company-less for a manager without a company', () => {
    expect(visibleTickets(makePrincipal({ isManager: true }))).toEqual({ participants: { some: { userId: 100 } } });
  });
});
