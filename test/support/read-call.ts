import { Readable } from 'node:stream';
import type { BodyInput } from '../../src/rest/body.js';
import type { Params } from '../../src/rest/params.js';
import { readCall, readTarget } from '../../src/rest/request.js';

export const FORM = 'application/x-www-form-urlencoded';
export const JSON_TYPE = 'application/json; charset=utf-8';

interface Sent {
  readonly path: string;
  readonly params: Params;
  readonly isWrite?: boolean;
  readonly type?: string;
  readonly body?: string | Uint8Array;
  readonly bodyBytesMax?: number;
}

/** Brings a request to the values of a route, without running it. */
export async function read({ path, params, isWrite = false, type, body, bodyBytesMax = 1000 }: Sent) {
  const target = readTarget(`http://desk.example.com${path}`);
  if (!target) throw new Error(`${path} is no action.`);
  const bytes = Buffer.from(body ?? '');
  const headers = new Headers({ 'content-length': String(bytes.length) });
  if (type !== undefined) headers.set('content-type', type);
  const input: BodyInput = { headers, stream: Readable.from([bytes]), bodyBytesMax, uploadBytesMax: 5000 };
  return readCall(target, params, input, isWrite);
}

/** A multipart body of text fields. */
export function multipart(fields: Record<string, string>) {
  const parts = Object.entries(fields).map(
    ([name, value]) => `--cut\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return { type: 'multipart/form-data; boundary=cut', body: `${parts.join('')}--cut--\r\n` };
}
