import type { Budget } from '../core/limits.js';
import * as comments from './comment-params.js';
import * as desk from './desk-params.js';
import * as fields from './field-params.js';
import { NO_PARAMS, type Params } from './params.js';
import * as tickets from './ticket-params.js';
import * as users from './user-params.js';

type Method = 'GET' | 'POST';

/** One row of the table of routes: the allow-list from which method checks, limits, replies and documentation derive. */
export interface Route {
  /** As documented; clients may spell it in any case. */
  readonly action: string;
  /** The documented method first. */
  readonly methods: readonly [Method, ...Method[]];
  /** Root field of the legacy schema. */
  readonly op: `Query.${string}` | `Mutation.${string}`;
  readonly params: Params;
  readonly reply: 'json' | 'empty' | 'file';
  readonly limit: Budget;
  readonly summary: string;
}

/** All routes, in the order of the contract's index (rest.md § 3). */
export const routes: readonly Route[] = [
  read('Tickets', tickets.listTicketsParams, 'Lists tickets, the last updated first'),
  read('ticket', tickets.ticketId, 'Shows a ticket', { methods: ['GET'] }),
  create('ticket', tickets.createTicketParams, 'Files a ticket and answers its number', { methods: ['POST'] }),
  call('UpdateTicket', tickets.updateTicketParams, 'Changes a ticket'),
  call('Close', tickets.closeParams, 'Closes a ticket', { methods: ['GET', 'POST'] }),
  call('SetCustomField', fields.setTicketFieldParams, 'Sets a custom field of a ticket'),
  read('Stats', NO_PARAMS, 'Counts tickets'),
  read('Search', tickets.searchParams, 'Searches tickets, the last updated first', { limit: 'search' }),
  call('MergeTickets', tickets.mergeTicketsParams, 'Merges a ticket into another; cannot be undone'),
  call('LinkTickets', tickets.ticketPairParams, 'Links two tickets'),
  call('AddSubTicket', tickets.addSubTicketParams, 'Puts a ticket below another'),
  call('RemoveSubTicket', tickets.removeSubTicketParams, 'Takes a ticket away from the one above'),
  read('Attachments', desk.attachmentsParams, 'Lists the files of a ticket'),
  call('AttachFile', desk.attachFileParams, 'Adds files to a ticket'),
  call('DeleteFile', desk.fileParams, 'Deletes a file', { methods: ['GET', 'POST'] }),
  create('comment', comments.commentParams, 'Comments on a ticket and answers its number'),
  call('updatecomment', comments.updateCommentParams, 'Edits a comment'),
  read('comments', tickets.ticketId, 'Lists the comments of a ticket, the latest first'),
  read('CommentTemplates', NO_PARAMS, 'Lists canned answers'),
  create('CreateUser', users.createUserParams, 'Adds a user and answers the id'),
  call('UpdateUser', users.updateUserParams, 'Changes a user'),
  call('DeleteUser', users.deleteUserParams, 'Deletes a user; the history stays readable'),
  call('MergeUsers', users.mergeUsersParams, 'Merges a user into another; cannot be undone'),
  read('User', users.userParams, 'Shows a user'),
  read('UserByEmail', users.userByEmailParams, 'Finds a user by e-mail address', { limit: 'search' }),
  read('Users', users.listUsersParams, 'Lists users by username'),
  read('Companies', desk.listCompaniesParams, 'Lists companies'),
  create('Company', desk.createCompanyParams, 'Finds or adds a company; answers the id', { methods: ['POST'] }),
  read('Departments', NO_PARAMS, 'Lists departments'),
  read('Articles', desk.listArticlesParams, 'Lists the knowledge base'),
  read('Article', desk.articleParams, 'Shows an article', { methods: ['GET'] }),
  create('article', desk.createArticleParams, 'Adds an article and answers the id', { methods: ['POST'] }),
  read('Assets', desk.listAssetsParams, 'Lists assets by model name'),
  read('Asset', desk.assetParams, 'Shows an asset', { methods: ['GET'] }),
  create('Asset', desk.createAssetParams, 'Adds an asset', { methods: ['POST'] }),
  create('UpdateAsset', desk.updateAssetParams, 'Changes an asset and shows it'),
  call('AssignAssetToUser', desk.assetUserParams, 'Gives an asset to a user'),
  call('UnAssignAssetToUser', desk.assetUserParams, 'Takes an asset from a user'),
  read('Authorization', NO_PARAMS, 'Checks credentials and shows the caller', { methods: ['POST', 'GET'] }),
  read('TicketCustomFields', fields.ticketFieldsParams, 'Lists the custom fields of a ticket'),
  call('SetCustomFields', fields.setTicketFieldsParams, 'Sets custom fields of a ticket, all or none'),
  read('CustomFieldsForCategory', fields.categoryFieldsParams, 'Lists the custom fields of a category'),
  read('categories', NO_PARAMS, 'Lists categories'),
  read('TechsForCategory', desk.techsForCategoryParams, 'Lists who can be assigned in a category'),
  call('AddCategoryTechPermission', users.technicianParams, 'Makes a user a technician of a category'),
  call('RemoveCategoryTechPermission', users.technicianParams, 'Takes a technician from a category'),
  call('deleteTicket', tickets.ticketId, 'Deletes a ticket; cannot be undone'),
  call('UnlinkTickets', tickets.ticketPairParams, 'Takes the link of two tickets away'),
  read('LinkedTickets', tickets.ticketId, 'Lists the tickets linked to a ticket'),
  read('SubTickets', tickets.ticketId, 'Lists the tickets directly below a ticket'),
  read('attachment', desk.fileParams, 'Sends a file', { reply: 'file' }),
  read('Subscribers', tickets.ticketId, 'Lists the subscribers of a ticket'),
  call('AddSubscriber', tickets.subscriberParams, 'Subscribes a user to a ticket'),
  call('RemoveSubscriber', tickets.subscriberParams, 'Ends a subscription to a ticket'),
  read('TicketIntegrationData', tickets.ticketId, 'Shows the twins of a ticket in other systems'),
  read('UserByUsername', users.userByUsernameParams, 'Finds a user by log-in name'),
  read('UserCustomFields', fields.userFieldsParams, 'Lists the custom fields of a user'),
  call('SetCustomFieldForUser', fields.setUserFieldParams, 'Sets a custom field of a user'),
  call('UpdateCompany', desk.updateCompanyParams, 'Changes a company'),
  read('CompanyCustomFields', fields.companyFieldsParams, 'Lists the custom fields of a company'),
  call('SetCustomFieldForCompany', fields.setCompanyFieldParams, 'Sets a custom field of a company'),
  call('SetCustomFieldForAsset', fields.setAssetFieldParams, 'Sets a custom field of an asset'),
  call('AddAssetToTicket', desk.ticketAssetParams, 'Notes that a ticket is about an asset'),
  read('Rule', desk.ruleParams, 'Shows an automation rule'),
  call('EnableRule', desk.ruleParams, 'Switches an automation rule on', { methods: ['GET', 'POST'] }),
  call('DisableRule', desk.ruleParams, 'Switches an automation rule off', { methods: ['GET', 'POST'] }),
  call('SetTicketStatus', tickets.setStatusParams, 'Sets the status of a ticket'),
  call('SetAssignee', tickets.setAssigneeParams, 'Sets the assignee of a ticket'),
  call('changecategory', tickets.changeCategoryParams, 'Moves a ticket to another category'),
];

type Differences = Partial<Pick<Route, 'methods' | 'limit' | 'reply'>>;

function read(action: string, params: Params, summary: string, differences: Differences = {}): Route {
  const op = `Query.${action}` as const;
  return { action, methods: ['GET', 'POST'], op, params, reply: 'json', limit: 'standard', summary, ...differences };
}

/** A write that answers something. Clients also write by GET (rest.md § 1.2). */
function create(action: string, params: Params, summary: string, differences: Differences = {}): Route {
  const op = `Mutation.${action}` as const;
  return { action, methods: ['POST', 'GET'], op, params, reply: 'json', limit: 'standard', summary, ...differences };
}

/** A write that answers an empty body. */
function call(action: string, params: Params, summary: string, differences: Differences = {}): Route {
  return { ...create(action, params, summary), reply: 'empty', ...differences };
}
