import { GraphQLNonNull, validateSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { routes } from '../../src/rest/routes.js';
import { legacySchema } from '../../src/rest/schema.js';

/** Every endpoint that old clients were promised, with the budget it is paid from. */
const PROMISED = `
  GET Tickets, GET ticket, POST ticket, POST UpdateTicket, GET Close, POST SetCustomField, GET Stats, GET Search (search),
  POST MergeTickets, POST LinkTickets, POST AddSubTicket, POST RemoveSubTicket, GET Attachments, POST AttachFile,
  GET DeleteFile, POST comment, POST updatecomment, GET comments, GET CommentTemplates, POST CreateUser, POST UpdateUser,
  POST DeleteUser, POST MergeUsers, GET User, GET UserByEmail (search), GET Users, GET Companies, POST Company,
  GET Departments, GET Articles, GET Article, POST article, GET Assets, GET Asset, POST Asset, POST UpdateAsset,
  POST AssignAssetToUser, POST UnAssignAssetToUser, POST Authorization, GET TicketCustomFields, POST SetCustomFields,
  GET CustomFieldsForCategory, GET categories, GET TechsForCategory, POST AddCategoryTechPermission,
  POST RemoveCategoryTechPermission, POST deleteTicket, POST UnlinkTickets, GET LinkedTickets, GET SubTickets,
  GET attachment, GET Subscribers, POST AddSubscriber, POST RemoveSubscriber, GET TicketIntegrationData,
  GET UserByUsername, GET UserCustomFields, POST SetCustomFieldForUser, POST UpdateCompany, GET CompanyCustomFields,
  POST SetCustomFieldForCompany, POST SetCustomFieldForAsset, POST AddAssetToTicket, GET Rule, GET EnableRule,
  GET DisableRule, POST SetTicketStatus, POST SetAssignee, POST changecategory`
  .split(',')
  .map((entry) => entry.trim());

const PURPOSES_BY_METHOD = ['ticket', 'company', 'article', 'asset'];

const rootFields = (kind: 'Query' | 'Mutation') => {
  const type = kind === 'Query' ? legacySchema.getQueryType() : legacySchema.getMutationType();
  return Object.values(type?.getFields() ?? {}).map((field) => ({ op: `${kind}.${field.name}`, field }));
};
const fields = [...rootFields('Query'), ...rootFields('Mutation')];

describe('the table of routes', () => {
  it('has the 69 promised endpoints and no other', () => {
    const rows = routes.map(({ methods, action, limit }) => {
      return `${methods[0]} ${action}${limit === 'search' ? ' (search)' : ''}`;
    });
    expect(rows).toEqual(PROMISED);
    expect(rows).toHaveLength(69);
  });

  it('has one root field per route, except for files, and no root field without a route', () => {
    const served = routes.filter(({ reply }) => reply !== 'file').map(({ op }) => op);
    expect(served.sort()).toEqual(fields.map(({ op }) => op).sort());
  });

  it('takes GET and POST, where a name has only one purpose', () => {
    for (const { action, methods } of routes) {
      const isDouble = PURPOSES_BY_METHOD.includes(action.toLowerCase());
      expect([action, methods.length]).toEqual([action, isDouble ? 1 : 2]);
    }
  });

  it('has as many arguments as parameters, required alike', () => {
    for (const { op, params } of routes) {
      const args = fields.find((candidate) => candidate.op === op)?.field.args;
      if (!args) continue;
      const required = Object.fromEntries(args.map(({ name, type }) => [name, type instanceof GraphQLNonNull]));
      const expected = Object.entries(params).map(([name, param]) => [name, 'required' in param]);
      expect([op, required]).toEqual([op, Object.fromEntries(expected)]);
    }
  });

  it('gives each parameter names of its own', () => {
    for (const { action, params } of routes) {
      const names = Object.entries(params).flatMap(([name, { aliases = [] }]) => [name, ...aliases]);
      const keys = names.map((name) => name.toLowerCase());
      expect([action, new Set(keys).size]).toEqual([action, keys.length]);
    }
  });

  it('stands on a sound schema', () => {
    expect(validateSchema(legacySchema)).toEqual([]);
  });
});
