import { brandWithType } from '@pothos/core';
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../core/context.js';
import type { Clause } from '../core/keyset.js';
import { type SearchType as Kind, SEARCH_TYPES, type SearchHit } from '../domain/search/search-rules.js';
import { countHits, HITS_MAX, searchDesk } from '../domain/search/search-service.js';
import { searchSnippets } from '../domain/search/search-snippets.js';
import { Article, ArticleList } from './article.js';
import { Asset, AssetList } from './asset.js';
import { builder } from './builder.js';
import { PageInfo } from './list.js';
import { filterOf, once } from './list-fields.js';
import { modelOf, type Row } from './model.js';
import type { Page, PageRequest } from './page.js';
import { cursorOf, toPage } from './page.js';
import { readHitPage, windowOf } from './search-page.js';
import { selectionFor } from './selection.js';
import { Ticket, TicketList } from './ticket.js';
import { User, UserList } from './user.js';

const LISTS = { Ticket: TicketList, Article: ArticleList, Asset: AssetList, User: UserList } as const;

/** The page is found when it is asked for, and its records and passages as well. */
interface Found {
  readonly request: PageRequest;
  readonly total: () => Promise<number>;
  readonly page: () => Promise<Page<SearchHit>>;
  readonly records: () => Promise<ReadonlyMap<SearchHit, FoundRecord>>;
  readonly snippets: () => Promise<ReadonlyMap<SearchHit, string>>;
}

interface FoundHit {
  readonly found: Found;
  readonly hit: SearchHit;
}

const SearchResult = builder.unionType('SearchResult', {
  description: 'A record that a search can find.',
  types: [Ticket, Article, Asset, User],
});

type FoundRecord = typeof SearchResult.$inferType;

const SearchType = builder.enumType('SearchType', {
  description: 'A kind of record that a search can find.',
  values: {
    TICKET: { value: 'Ticket', description: 'Tickets, by all their texts, comments, tags, files and fields.' },
    ARTICLE: { value: 'Article', description: 'Articles, by subject and text.' },
    ASSET: { value: 'Asset', description: 'Assets, by model, serial number, location, type and manufacturer.' },
    USER: { value: 'User', description: 'Users, by name, log-in name and address.' },
  } as const,
});

const SearchFilter = builder.inputType('SearchFilter', {
  description: 'What found records must match as well, by kind.',
  fields: (t) => ({
    tickets: t.field({ type: TicketList.filterInput, description: 'Only tickets that match.' }),
    articles: t.field({ type: ArticleList.filterInput, description: 'Only articles that match.' }),
    assets: t.field({ type: AssetList.filterInput, description: 'Only assets that match.' }),
    users: t.field({ type: UserList.filterInput, description: 'Only users that match.' }),
  }),
});

const SearchResultEdge = builder.objectRef<FoundHit>('SearchResultEdge').implement({
  description: 'A found record and why it was found.',
  fields: (t) => ({
    cursor: t.string({
      description: 'The place of the record; give it as `after` or `before`.',
      resolve: ({ found, hit }) => cursorOf(found.request, hit),
    }),
    node: t.field({
      type: SearchResult,
      nullable: true,
      description: 'The record; null if it is gone by now.',
      resolve: async ({ found, hit }) => (await found.records()).get(hit) ?? null,
    }),
    snippet: t.string({
      description: 'The passage that was found, as HTML that is safe to insert: `<mark>` around what matches.',
      resolve: async ({ found, hit }) => (await found.snippets()).get(hit) ?? '',
    }),
    score: t.float({
      description: 'How well it fits, from 0 to 1; the best come first.',
      resolve: ({ hit }) => hit.score,
    }),
  }),
});

const SearchResultConnection = builder.objectRef<Found>('SearchResultConnection').implement({
  description: 'A page of what a search has found.',
  fields: (t) => ({
    edges: t.field({
      type: [SearchResultEdge],
      description: 'The found records of the page with the passages and cursors.',
      resolve: async (found) => (await found.page()).rows.map((hit) => ({ found, hit })),
    }),
    nodes: t.field({
      type: [SearchResult],
      description: 'The found records of the page.',
      resolve: async ({ page, records }) => {
        const rows = await records();
        return (await page()).rows.flatMap((hit) => rows.get(hit) ?? []);
      },
    }),
    pageInfo: t.field({
      type: PageInfo,
      description: 'Where the page lies in its list.',
      resolve: async ({ page, request }) => ({ ...(await page()), request }),
    }),
    totalCount: t.int({
      description: `How many records were found, of each kind ${HITS_MAX} at most.`,
      resolve: ({ total }) => total(),
    }),
  }),
});

builder.queryField('search', (t) =>
  t.field({
    type: SearchResultConnection,
    description:
      'Finds records that you can see by words, "phrases", beginnings of words and ticket numbers; `-word` excludes. The best come first.',
    args: {
      query: t.arg.string({ required: true, description: 'What to look for.' }),
      types: t.arg({ type: [SearchType], description: 'Only records of these kinds; all when absent.' }),
      filter: t.arg({ type: SearchFilter, description: 'What found records must match as well.' }),
      first: t.arg.int({
        description: 'How many from the start, 1 to 100; 25 if neither `first` nor `last` is given.',
      }),
      after: t.arg.string({ description: 'Only what comes after this cursor.' }),
      last: t.arg.int({ description: 'How many from the end, 1 to 100, in the same order.' }),
      before: t.arg.string({ description: 'Only what comes before this cursor.' }),
    },
    resolve: (_root, { query, types, filter, ...args }, ctx, info): Found => {
      const request = readHitPage(args);
      const filters = {
        Ticket: filterOf(ctx, TicketList, { filter: filter?.tickets }),
        Article: filterOf(ctx, ArticleList, { filter: filter?.articles }),
        Asset: filterOf(ctx, AssetList, { filter: filter?.assets }),
        User: filterOf(ctx, UserList, { filter: filter?.users }),
      } satisfies Record<Kind, Clause>;
      const search = { query, types: types ?? SEARCH_TYPES, filters, ticketSelect: selectOf(ctx, info, 'Ticket') };
      const page = once(async () => toPage(request, await searchDesk(ctx, search, windowOf(request))));
      return {
        request,
        total: () => countHits(ctx, search),
        page,
        records: once(async () => loadRecords(ctx, (await page()).rows, info)),
        snippets: once(async () => searchSnippets(ctx, query, (await page()).rows)),
      };
    },
  }),
);

/** All that the client asked for of the records of a kind. */
function selectOf(context: Context, info: GraphQLResolveInfo, typeName: Kind): Clause | undefined {
  const shape = selectionFor(context, info, { typeName, paths: [['nodes'], ['edges', 'node']] });
  return 'select' in shape ? (shape.select as Clause) : undefined;
}

/** One statement for the records of a kind that were not read when they were found. */
async function loadRecords(context: Context, hits: readonly SearchHit[], info: GraphQLResolveInfo) {
  const records = new Map<SearchHit, FoundRecord>();
  const keep = (hit: SearchHit, row: Row) => {
    brandWithType(row, LISTS[hit.type].node);
    // It carries the mark of its type now, which is all that a union asks for.
    records.set(hit, row as Row & FoundRecord);
  };
  for (const type of SEARCH_TYPES) {
    const wanted = new Map<number, SearchHit>();
    for (const hit of hits) {
      if (hit.type !== type) continue;
      if (hit.record) keep(hit, hit.record);
      else wanted.set(hit.id, hit);
    }
    if (wanted.size === 0) continue;
    const select = selectOf(context, info, type);
    const where = { id: { in: [...wanted.keys()] } };
    for (const row of await modelOf(context, LISTS[type]).findMany({ ...(select && { select }), where })) {
      const hit = wanted.get(row.id);
      if (hit) keep(hit, row);
    }
  }
  return records;
}
