import type { ExecutionResult } from 'graphql';

/** The results in a response of server-sent events. `return` stops the response at once, also while a result is waited for. */
export function readResults(response: Response, stop: () => void): AsyncIterableIterator<ExecutionResult> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';

  /** The next message without its empty line; null when there are no more. */
  async function nextMessage(): Promise<string | null> {
    for (;;) {
      const end = rest.indexOf('\n\n');
      if (end >= 0) {
        const message = rest.slice(0, end);
        rest = rest.slice(end + 2);
        return message;
      }
      const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
      if (done) return null;
      rest += value;
    }
  }

  const results: AsyncIterableIterator<ExecutionResult> = {
    async next() {
      for (;;) {
        const message = await nextMessage();
        if (message === null || message.includes('event: complete')) return { done: true, value: undefined };
        const data = message.split('\n').find((line) => line.startsWith('data: '));
        // Comments keep the connection open and carry nothing.
        if (data) return { done: false, value: JSON.parse(data.slice('data: '.length)) as ExecutionResult };
      }
    },
    async return() {
      stop();
      await reader?.cancel();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => results,
  };
  return results;
}
