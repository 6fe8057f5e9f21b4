import { randomBytes } from 'node:crypto';
import type { Config } from './config.js';
import type { PasswordHasher } from './core/context.js';
import { caseKey } from './core/text.js';
import type { Database } from './infra/database.js';
import type { Log } from './infra/log.js';
import { migrate } from './infra/migrations.js';

interface Preparation {
  readonly config: Config;
  readonly log: Log;
  readonly database: Database;
  readonly passwords: PasswordHasher;
  now(): Date;
}

/**
 * Brings the database up to date and makes sure that somebody can log in: the demo desk in an empty database, or an
 * administrator. Answers what the operator must be told once. Processes may start together.
 */
export async function prepareDesk(preparation: Preparation): Promise<string[]> {
  const { config, log, database, passwords, now } = preparation;
  await migrate(database, log);
  if ((await database.db.user.count()) > 0) return [];

  return database.driver.exclusively(async () => {
    if ((await database.db.user.count()) > 0) return [];
    if (!config.demo) return createAdministrator(preparation);
    const { seedDemo } = await import('./infra/demo.js');
    await seedDemo(database.db, passwords, now());
    return ['The demo desk is filled in. Log in as admin / admin.'];
  });
}

async function createAdministrator({ config, database, passwords, now }: Preparation): Promise<string[]> {
  const { adminUsername: username, adminPassword } = config;
  const password = adminPassword ?? randomBytes(18).toString('base64url');
  await database.db.user.create({
    data: {
      username,
      usernameKey: caseKey(username),
      fullName: username,
      isAdmin: true,
      passwordHash: await passwords.hash(password),
      passwordChangedAt: now(),
    },
  });
  return adminPassword === null
    ? [`Administrator ${username} was created with the password ${password}. It is shown only now.`]
    : [];
}
