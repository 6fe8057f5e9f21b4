/** A question that GraphiQL opens with, in a tab named after its operation. */
export interface Example {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** Eight worked examples. The tests run every one of them on the demo desk. */
export const EXAMPLES: readonly Example[] = [
  {
    query: `# All that a list page needs. Log in above,
# then press the play button or Ctrl-Enter.
# Next page: "endCursor" as the variable "after".
query ListPage($after: String) {
  tickets(
    first: 10
    after: $after
    filter: {
      isClosed: { eq: false }
      updatedAt: { gte: "-P90D" }
    }
    orderBy: [{ field: UPDATED_AT, direction: DESC }]
  ) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes {
      number
      subject
      priority
      status { name color }
      category { name }
      submitter { fullName company { name } }
      assignee { fullName }
      tags(first: 5) { nodes { name } }
      comments(last: 1) {
        nodes { bodyText createdAt author { fullName } }
      }
    }
  }
}
`,
    variables: { after: null },
  },
  {
    query: `# One ticket with all that belongs to it. An id
# is the opaque "id" or simply the number.
query OneTicket($id: ID!) {
  ticket(id: $id) {
    id
    number
    subject
    bodyText
    status { name }
    isOverdue
    submitter { fullName email company { name } }
    assignee { fullName }
    customFields { field { name } text }
    comments(first: 20) {
      nodes { author { fullName } bodyText isInternal }
    }
    attachments(first: 10) {
      nodes { fileName contentType size url }
    }
    events(last: 5) {
      nodes { kind at changes { field before after } }
    }
    viewerCan { edit comment assign close }
  }
}
`,
    variables: { id: 1 },
  },
  {
    query: `# A mutation takes one input. What is wrong with
# it comes back in "errors", as data: try an empty
# subject. { categories { nodes { databaseId name } } }
# lists the categories.
mutation CreateTicket($input: CreateTicketInput!) {
  createTicket(input: $input) {
    ticket { id number subject status { name } url }
    errors { code message field }
  }
}
`,
    variables: {
      input: {
        subject: 'The projector in room 2 stays dark',
        body: 'It was fine yesterday. The lamp blinks orange.',
        categoryId: 1,
        priority: 'HIGH',
        tags: ['projector', 'room-2'],
      },
    },
  },
  {
    query: `# A comment and a file in one request. Choose the
# file at the top: it is sent in place of the null
# in "files". Remove "files" to send words only.
mutation CommentWithFile($input: AddCommentInput!) {
  addComment(input: $input) {
    comment {
      id
      bodyHtml
      attachments(first: 5) { nodes { fileName size url } }
    }
    errors { code message field }
  }
}
`,
    variables: { input: { ticketId: 1, body: 'Here is a photo of the display.', files: [null] } },
  },
  {
    query: `# Words, "phrases", -exclusions, ticket numbers;
# the best hits first. Searches have a budget of
# their own: 60 a minute.
query Search($query: String!) {
  search(query: $query, first: 10) {
    totalCount
    edges {
      score
      snippet
      node {
        __typename
        ... on Ticket { number subject status { name } }
        ... on Article { subject url }
      }
    }
  }
}
`,
    variables: { query: 'printer' },
  },
  {
    query: `# Numbers for a dashboard, with the filters of lists.
query Stats {
  stats(filter: { createdAt: { gte: "-P365D" } }) {
    total
    open
    unanswered
    unassigned
    byStatus { status { name } count }
    byPriority { priority count }
  }
}
`,
  },
  {
    query: `# Stays open and tells what happens. Press play,
# then run CreateTicket in another window.
subscription TicketChanges {
  ticketsChanged {
    event {
      kind
      at
      actor { fullName }
      changes { field before after }
    }
    ticket { number subject status { name } }
  }
}
`,
  },
  {
    query: `# Three ways in which things go wrong:
# 1. What is not there, or not for you, is null.
# 2. Mistakes in an input are data in "errors".
# 3. All else is a top-level error with a code and
#    a request id: log out above and ask again.
# What is left of your calls can be asked for free.
mutation Mistakes($input: CloseTicketInput!) {
  closeTicket(input: $input) {
    ticket { number }
    errors { code message field }
  }
}

query Missing {
  ticket(id: 999999999) { subject }
  rateLimit { limit remaining resetAt }
}
`,
    variables: { input: { id: 999999999 } },
  },
];
