import { afterEach } from 'vitest';

// Every test file runs this first: whatever a test asks the REST face of a desk for, the answer has to be described. It is
// looked at after the test, since the desk may be in this process and must not wait while the description is made.

interface Answer {
  readonly request: { readonly url: string; readonly method: string };
  readonly response: Response;
  /** Null for an answer that was cut off. */
  readonly text: Promise<string | null>;
}

/** Looks at addresses only, so that tests without REST calls need not load the description. */
const REST_PATH = /^\w+:\/\/[^/]*\/+(?:helpdesk\/+)?(?:api|file\/+get)(?:[/?]|$)/i;

// Files share a process: the wrapping of the file before is left behind.
const ORIGINAL = Symbol.for('help-desk.fetch');
const callServer: typeof fetch = Reflect.get(globalThis, ORIGINAL) ?? globalThis.fetch;
Reflect.set(globalThis, ORIGINAL, callServer);
const answers: Answer[] = [];

globalThis.fetch = async (input, init) => {
  const response = await callServer(input, init);
  const url = input instanceof Request ? input.url : String(input);
  const method = init?.method ?? (input instanceof Request ? input.method : 'GET');
  if (REST_PATH.test(url)) {
    answers.push({ request: { url, method: method.toUpperCase() }, response, text: textOf(response) });
  }
  return response;
};

afterEach(async () => {
  const got = answers.splice(0);
  if (got.length === 0) return;
  const { expectAsDescribed } = await import('./openapi.js');
  for (const { request, response, text } of got) {
    const read = await text;
    if (read !== null) expectAsDescribed(request, response, read);
  }
});

/** Files may be large, slow or never read: nothing of them is described. */
async function textOf(response: Response): Promise<string | null> {
  if (response.ok && response.headers.has('content-disposition')) return '';
  return response
    .clone()
    .text()
    .catch(() => null);
}
