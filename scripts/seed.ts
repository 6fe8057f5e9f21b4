import { readConfig } from '../src/config.js';
import { openDatabase } from '../src/infra/database.js';
import { seedDemo } from '../src/infra/demo.js';
import { createLog } from '../src/infra/log.js';
import { migrate } from '../src/infra/migrations.js';
import { createPasswordHasher } from '../src/infra/passwords.js';

// Fills an empty database with the demo desk. `npm start` does so by itself unless DEMO is false.
const config = readConfig(process.env);
const log = createLog(config.logLevel);
const database = await openDatabase(config, log);
await migrate(database, log);

if ((await database.db.user.count()) > 0) {
  log.warn('the database is in use already: nothing was changed');
} else {
  await seedDemo(database.db, createPasswordHasher(), new Date());
  log.info('the demo desk is filled in: log in as admin / admin');
}
await database.close();
