import { builder } from './builder.js';

export const Tag = builder.objectRef<{ id: number; name: string }>('Tag').implement({
  description: 'A keyword.',
  fields: (t) => ({
    TagID: t.exposeInt('id'),
    Name: t.exposeString('name'),
    TagCount: t.int({ resolve: () => 0 }),
  }),
});
