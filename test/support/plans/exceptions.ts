/** Shapes whose plans grow with the desk, and why they may. */
export interface Exception {
  readonly shapes: RegExp;
  readonly because: string;
}

export const EXCEPTIONS: readonly Exception[] = [
  {
    shapes: /ickets by SUBJECT /,
    because: 'A subject may be longer than an entry of a b-tree, so no index has them in order.',
  },
  {
    shapes: /ssets by (LOCATION|SERIAL_NUMBER) /,
    because: 'The same goes for these lines; assets are few next to tickets.',
  },
  {
    shapes: /ickets by ASSIGNEE /,
    because: 'Names of assignees and tickets without one are in no index together.',
  },
  {
    shapes: /ickets by (STATUS|CATEGORY) /,
    because: 'Within a status or category the number decides: the tickets of one are read for the first of them.',
  },
  {
    shapes: /\.\w*ickets by SUBMITTER /,
    because: 'Those whom managers see are guessed to be half of all, so that joining them with all users looks cheap.',
  },
  {
    shapes: /^tickets (count )?where (body|subject|startedAt)\./,
    because:
      'Texts are what the search is for; the start is nothing that lists are made of. Every reply would write the index.',
  },
  {
    shapes: /^tickets where subscribers\.(none|every)/,
    because: 'All tickets have a participant, their submitter: to find none one has to look at all.',
  },
  {
    shapes: /^tickets count where (attachments|subTickets)\.(none|every)/,
    because:
      'To count the tickets without a file or sub-ticket one has to go through these once, along an index or not.',
  },
  {
    shapes: /^users by LAST_SEEN_AT /,
    because: 'Everybody is seen every minute; an index would be written each time.',
  },
  {
    shapes: /^([uU]sers |search User )/,
    because: 'A desk has few users next to tickets: reading 50,000 takes some 20 ms.',
  },
  {
    shapes: /^assets (count )?where (location|quantity|serialNumber|users)\./,
    because: 'Assets are few next to tickets, and these few of them are in no order that an index has.',
  },
];
