import './article.js';
import './asset.js';
import './asset-writes.js';
import './attachment-writes.js';
import './category.js';
import './comment.js';
import './custom-field.js';
import './subscriber.js';
import './desk.js';
import './organisation.js';
import './technician.js';
import './ticket.js';
import './ticket-lists.js';
import './ticket-writes.js';
import './user.js';
import './user-writes.js';
import { builder } from './builder.js';

/** The legacy schema, complete. Fields keep their order, which is that of the recorded answers. */
export const legacySchema = builder.toSchema({ sortSchema: false });
