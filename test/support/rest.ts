import type { Context } from '../../src/core/context.js';
import type { AppError } from '../../src/core/errors.js';
import type { Budget } from '../../src/core/limits.js';
import { handleRest, type RestHooks } from '../../src/rest/handler.js';
import { toResponse } from '../../src/rest/reply.js';
import { expectAsDescribed } from './openapi.js';

export interface RestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** What a JSON body holds. */
  readonly json: unknown;
}

interface RestOptions extends RequestInit {
  readonly hooks?: Partial<RestHooks>;
}

/** What the hooks of the face were told. */
export interface Told {
  readonly actions: string[];
  readonly spent: Budget[];
  readonly bugs: unknown[];
}

/** Calls the REST face without a server. Answers that are bugs of the desk, or differ from its description, throw. */
export async function rest(ctx: Context, path: string, options: RestOptions = {}): Promise<RestAnswer & Told> {
  const { hooks, ...init } = options;
  const request = new Request(`http://desk.example.com${path}`, init);
  const told: Told = { actions: [], spent: [], bugs: [] };
  const reply = await handleRest(withLength(request, init), ctx, { ...quietHooks(request, told), ...hooks });
  const response = toResponse(reply);
  if (told.bugs.length > 0 && !hooks?.onBug) throw told.bugs[0];

  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  const json = isJson && text !== '' ? JSON.parse(text) : null;
  expectAsDescribed(request, response, text);
  return { status: response.status, headers: response.headers, text, json, ...told };
}

/** Calls by POST with a form. */
export function post(ctx: Context, path: string, form: Record<string, string>): Promise<RestAnswer & Told> {
  return rest(ctx, path, { method: 'POST', body: new URLSearchParams(form) });
}

function quietHooks(request: Request, told: Told): RestHooks {
  return {
    body: request.body as RestHooks['body'],
    bodyBytesMax: 10_000,
    uploadBytesMax: 100_000,
    onAction: (action) => void told.actions.push(action),
    spend: async (budget) => void told.spent.push(budget),
    refuseForeignWrite: () => {},
    explain: (): AppError | null => null,
    onBug: (error) => void told.bugs.push(error),
    cut: () => {},
  };
}

/** A server always knows whether there is a body. */
function withLength(request: Request, { body }: RequestInit): Request {
  if (body !== undefined && body !== null) request.headers.set('transfer-encoding', 'chunked');
  return request;
}
