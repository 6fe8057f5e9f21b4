import { readConfig } from '../src/config.js';
import { openDatabase } from '../src/infra/database.js';
import { createLog } from '../src/infra/log.js';
import { migrate } from '../src/infra/migrations.js';

// Brings the database of the environment up to date. The desk does the same whenever it starts.
const config = readConfig(process.env);
const log = createLog(config.logLevel);
const database = await openDatabase(config, log);
const applied = await migrate(database, log);
if (applied.length === 0) log.info('the database is up to date');
await database.close();
