import './category.js';
import './comment.js';
import './custom-field.js';
import './subscriber.js';
import './ticket.js';
import './ticket-lists.js';
import './ticket-writes.js';
import './user.js';
import { builder } from './builder.js';

/** The legacy schema, complete. */
export const legacySchema = builder.toSchema();
