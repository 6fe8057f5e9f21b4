import { listCategories } from '../domain/category/category-service.js';
import type { Prisma } from '../generated/prisma/client.js';
import { builder } from './builder.js';

const categoryRow = {
  include: { section: { select: { name: true } } },
} as const satisfies Prisma.CategoryDefaultArgs;

type CategoryRow = Prisma.CategoryGetPayload<typeof categoryRow>;

/** Category of the wire (rest.md § 2.8). */
const Category = builder.objectRef<CategoryRow>('Category').implement({
  description: 'What a ticket is about.',
  fields: (t) => ({
    CategoryID: t.exposeInt('id'),
    Name: t.exposeString('name'),
    SectionID: t.exposeInt('sectionId', { nullable: true }),
    Section: t.string({ nullable: true, resolve: ({ section }) => section?.name ?? null }),
    NameWithSection: t.string({ resolve: ({ name, section }) => (section ? `${section.name} \\ ${name}` : name) }),
    ForTechsOnly: t.exposeBoolean('forTechsOnly'),
    FromAddress: t.exposeString('fromAddress', { nullable: true }),
  }),
});

builder.queryField('categories', (t) =>
  t.field({ type: [Category], resolve: (_root, _args, ctx) => listCategories(ctx, categoryRow) }),
);
