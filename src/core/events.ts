/** What the domain tells the rest of the desk after a commit. Names are `entity.past-tense`. */
export type DomainEvent =
  /** An entry was added to a ticket's history: see the row `eventId` for what happened. */
  | { readonly name: 'ticket.changed'; readonly ticketId: number; readonly eventId: number }
  /** Rights, password or state of a user changed: whatever was remembered about the user is stale. */
  | { readonly name: 'user.changed'; readonly userId: number }
  /** The rows of files are gone: their bytes may go as well. */
  | { readonly name: 'files.released'; readonly storageKeys: readonly string[] };

export type EventName = DomainEvent['name'];
