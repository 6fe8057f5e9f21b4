import { type ClientRequest, request as httpRequest, type OutgoingHttpHeaders } from 'node:http';

const BOUNDARY = 'a-boundary';

export const MULTIPART = `multipart/form-data; boundary=${BOUNDARY}`;

/** The beginning of a picture, which is enough to tell what it is. */
export const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex');

export interface Part {
  /** Headers, beginning with the value of Content-Disposition. */
  readonly head: string;
  readonly content: string | Uint8Array;
}

/** A multipart body of these parts. */
export function multipart(...parts: readonly Part[]): Buffer {
  const chunks = parts.flatMap(({ head, content }) => [beginning(head), content, '\r\n']);
  return Buffer.concat([...chunks, `--${BOUNDARY}--\r\n`].map((chunk) => Buffer.from(chunk as string)));
}

/** A multipart body up to the content of its last part. */
export function openMultipart(...parts: readonly Part[]): Buffer {
  return multipart(...parts).subarray(0, -`\r\n--${BOUNDARY}--\r\n`.length);
}

export const field = (name: string, content: string): Part => ({ head: `form-data; name="${name}"`, content });

export const file = (content: string | Uint8Array, fileName = 'a.txt', name = 'uploadFile'): Part => ({
  head: `form-data; name="${name}"; filename="${fileName}"\r\ncontent-type: text/plain`,
  content,
});

export const BROKEN_BODIES: [string, Buffer][] = [
  ['endless headers', Buffer.from(`--${BOUNDARY}\r\n${'x-a: b\r\n'.repeat(30_000)}`)],
  ['many broken headers', Buffer.from(`--${BOUNDARY}\r\nbroken\r\n\r\n`.repeat(200))],
  ['a body that ends early', multipart(field('id', '1'), file('x'.repeat(5000))).subarray(0, 3000)],
];

/** Begins to send; the test decides how it goes on. */
export function startRequest(port: number, path: string, headers: OutgoingHttpHeaders): ClientRequest {
  const request = httpRequest({ port, path, method: 'POST', headers: { 'content-type': MULTIPART, ...headers } });
  request.on('error', () => {});
  return request;
}

function beginning(head: string): string {
  return `--${BOUNDARY}\r\ncontent-disposition: ${head}\r\n\r\n`;
}
