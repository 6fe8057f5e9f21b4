import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

/** One message of a subscription. */
export interface Message {
  /** What a client sends back as `Last-Event-ID`. */
  readonly id: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: Tests look into answers whose shape the query beside them tells.
  readonly data: any;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}

export interface Subscription {
  /** The next message; null when there are no more. */
  next(): Promise<Message | null>;
  close(): void;
}

interface SubscribeOptions {
  readonly token: string;
  readonly variables?: Record<string, unknown>;
  readonly lastEventId?: string | null;
}

/** Subscribes over server-sent events. Resolves when the server has answered that it listens. */
export async function subscribeSse(url: string, query: string, options: SubscribeOptions): Promise<Subscription> {
  const { token, variables, lastEventId } = options;
  const aborter = new AbortController();
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      accept: 'text/event-stream',
      'content-type': 'application/json',
      ...(lastEventId && { 'last-event-id': lastEventId }),
    },
    body: JSON.stringify({ query, variables }),
    signal: aborter.signal,
  });
  const messages = readMessages(response);
  return {
    next: async () => (await messages.next()).value ?? null,
    close: () => aborter.abort(),
  };
}

async function* readMessages(response: Response): AsyncGenerator<Message, undefined> {
  if (!response.body) return;
  let rest = '';
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + text).split('\n\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const fields = new Map(part.split('\n').map((line) => [line.split(': ')[0], line.slice(line.indexOf(': ') + 2)]));
      if (fields.get('event') === 'complete') return;
      const data = fields.get('data');
      if (data) yield { id: fields.get('id') ?? null, ...JSON.parse(data) };
    }
  }
}

export function wsClient(url: string, connectionParams: Record<string, unknown>): Client {
  return createClient({ url: url.replace('http', 'ws'), webSocketImpl: WebSocket, connectionParams, retryAttempts: 0 });
}

/** Subscribes over graphql-transport-ws. */
export function subscribeWs(client: Client, query: string, variables?: Record<string, unknown>): Subscription {
  const results = client.iterate({ query, variables: variables ?? null });
  return {
    async next() {
      const { done, value } = await results.next();
      return done ? null : ({ id: null, ...value } as Message);
    },
    close: () => void results.return?.(),
  };
}
