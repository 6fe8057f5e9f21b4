/** The columns of a ticket whose every value stands in its history. The others tell who touched it last, as its events do. */
export const HISTORY_FIELDS = [
  'subject',
  'body',
  'priority',
  'statusId',
  'categoryId',
  'submitterId',
  'onBehalfOfId',
  'assigneeId',
  'origin',
  'createdAt',
  'startedAt',
  'resolvedAt',
  'dueDate',
  'timeSpentSeconds',
  'parentId',
] as const;
