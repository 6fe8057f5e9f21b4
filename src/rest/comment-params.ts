import type { Params } from './params.js';

export const commentParams = {
  id: { kind: 'id', required: true, about: 'Ticket number.' },
  body: { kind: 'text', about: 'Text or HTML; may be missing when files are sent.' },
  forTechsOnly: { kind: 'bool', about: 'An internal note; for staff.' },
  isSystem: { kind: 'bool', about: 'Shown as an entry of the system; for staff.' },
  recipientIds: { kind: 'ids', about: 'Tell only these subscribers; all of them unless given.' },
  fromUserId: { kind: 'id', about: 'Post as this user; for administrators.' },
  files: { kind: 'files', about: 'Any number of file parts with any names.' },
} as const satisfies Params;

export const updateCommentParams = {
  id: { kind: 'id', aliases: ['commentId'], required: true, about: 'Comment.' },
  body: { kind: 'text', required: true, about: 'New text or HTML.' },
  forTechsOnly: { kind: 'bool', about: 'Whether it is an internal note.' },
} as const satisfies Params;
