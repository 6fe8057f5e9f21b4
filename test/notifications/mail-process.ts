import { openDatabase } from '../../src/infra/database.js';
import { runInTransaction } from '../../src/infra/database-transaction.js';
import { createSmtpTransport } from '../../src/infra/mail.js';
import { startNotifications } from '../../src/notifications/notifications.js';
import { testLog } from '../support/logs.js';

// A process that does nothing but deliver: address of the database, of the SMTP server, and how far its clock is ahead.
const [databaseUrl = '', smtpUrl = '', aheadMs = '0'] = process.argv.slice(2);
const log = testLog();
const { db } = await openDatabase({ databaseUrl, databasePool: 5, dataDir: '' }, log);

startNotifications({
  db,
  transaction: (work) => runInTransaction(db, work),
  now: () => new Date(Date.now() + Number(aheadMs)),
  transport: createSmtpTransport(smtpUrl),
  mailFrom: 'desk@example.com',
  publicUrl: 'https://desk.example.com',
  log,
  pollMs: 50,
});
setInterval(() => {}, 60_000);
