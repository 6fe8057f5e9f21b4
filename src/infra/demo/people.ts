import type { Db, PasswordHasher } from '../../core/context.js';
import { caseKey } from '../../core/text.js';
import type { DemoContent, PersonText } from './content.js';
import { idsByName, numbered } from './names.js';

/** Where addresses of the desk's own people end. */
const DESK_DOMAIN = 'desk.example';

/** Somebody of the demo desk. */
export interface Person {
  readonly id: number;
  readonly fullName: string;
  readonly companyId: number | null;
  readonly isManager: boolean;
  readonly isStaff: boolean;
  readonly isDisabled: boolean;
  readonly technicianOf: readonly string[];
}

/** Companies, departments and users. Those with a password in the texts can log in. */
export async function seedPeople(
  db: Db,
  { people }: DemoContent,
  how: { passwords: PasswordHasher; since: Date },
): Promise<Person[]> {
  const companies = numbered(people.companies, ({ name, domain, notes }) => {
    return { name, nameKey: caseKey(name), emailDomains: [domain], notes, createdAt: how.since };
  });
  await db.company.createMany({ data: companies });

  const companyId = idsByName(companies);
  const places = [
    ...people.deskDepartments.map((name) => ({ name, companyId: null })),
    ...people.companies.flatMap(({ name, departments }) =>
      departments.map((department) => ({ name: department, companyId: companyId(name) })),
    ),
  ];
  const departments = numbered(places, (place) => ({
    ...place,
    key: `${place.companyId ?? 0}:${caseKey(place.name)}`,
  }));
  await db.department.createMany({ data: departments });

  const hashes = await Promise.all(people.users.map(({ password }) => password && how.passwords.hash(password)));
  const users = people.users.map((text, index) => ({
    id: index + 1,
    ...userRow(text),
    companyId: text.company ? companyId(text.company) : null,
    departmentId: text.department ? idsByName(departments)(text.department) : null,
    passwordHash: hashes[index] || null,
    createdAt: how.since,
  }));
  await db.user.createMany({ data: users });
  return users.map((user, index) => toPerson(user, people.users[index]?.technicianOf ?? []));
}

function userRow(text: PersonText) {
  const { username, firstName, lastName, phone = '' } = text;
  const email = username.includes('@') ? username : `${username}@${DESK_DOMAIN}`;
  const { isAdmin = false, isManager = false, isDepartmentManager = false, isDisabled = false } = text;
  return {
    username,
    usernameKey: caseKey(username),
    email,
    emailKey: caseKey(email),
    firstName,
    lastName,
    fullName: `${firstName} ${lastName}`,
    phone,
    isAdmin,
    isManager,
    isDepartmentManager,
    isDisabled,
  };
}

type UserRow = ReturnType<typeof userRow> & { id: number; companyId: number | null };

function toPerson(
  { id, fullName, companyId, isManager, isAdmin, isDisabled }: UserRow,
  technicianOf: readonly string[],
) {
  return { id, fullName, companyId, isManager, isDisabled, technicianOf, isStaff: isAdmin || technicianOf.length > 0 };
}
