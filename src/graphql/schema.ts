import './scalars.js';
import './node.js';
import './user.js';
import './company.js';
import './category.js';
import './status.js';
import './tag.js';
import './custom-field.js';
import './ticket.js';
import './ticket-rights.js';
import './custom-field-values.js';
import './ticket-mutations.js';
import './comment.js';
import './attachment.js';
import './ticket-event.js';
import './subscriptions.js';
import { builder } from './builder.js';

/** The public schema. */
export const schema = builder.toSchema({ sortSchema: true });
