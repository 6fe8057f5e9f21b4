interface Tag {
  readonly name: string;
  readonly description: string;
}

/** Chapters of the documentation, the first that fits an action's name counts. */
const CHAPTERS: readonly (readonly [pattern: RegExp, tag: Tag])[] = [
  [/article/i, { name: 'Knowledge base', description: 'Articles and their categories.' }],
  [/customfield/i, { name: 'Custom fields', description: 'Fields of tickets, users, companies and assets.' }],
  [/asset/i, { name: 'Assets', description: 'Things the desk looks after.' }],
  [/attach|file/i, { name: 'Files', description: 'Files of tickets.' }],
  [/categor|techs/i, { name: 'Categories', description: 'Categories of tickets and their technicians.' }],
  [/comment/i, { name: 'Comments', description: 'Replies, internal notes and canned answers.' }],
  [/compan|department/i, { name: 'Companies', description: 'Companies and departments.' }],
  [/rule/i, { name: 'Rules', description: 'Automation rules.' }],
  [/user|authorization/i, { name: 'Users', description: 'People, and who calls.' }],
  [/./, { name: 'Tickets', description: 'Tickets and how they hang together.' }],
];

export const chapterTags: readonly Tag[] = CHAPTERS.map(([, tag]) => tag);

/** The chapter an action is documented in. */
export function chapterOf(action: string): string {
  return CHAPTERS.find(([pattern]) => pattern.test(action))?.[1].name ?? 'Tickets';
}
