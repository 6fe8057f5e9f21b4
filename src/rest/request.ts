import { demand, invalid } from '../core/errors.js';
import { type BodyInput, readBody } from './body.js';
import { type Given, type Source, sourceOf } from './given.js';
import type { Params } from './params.js';
import type { RequestHeaders } from './request-headers.js';
import { readValues, type Values } from './values.js';

/** The part of a web request that the face reads; its body comes beside it. */
export interface RestRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: RequestHeaders;
  /** Aborts when the client has gone. */
  readonly signal?: AbortSignal;
}

/** What the address of a request names. */
export interface Target {
  /** In lower case. */
  readonly action: string;
  /** Path segment behind the action. */
  readonly id: string | undefined;
  readonly query: string;
}

/** Whether an address belongs to the REST face, in any spelling of its prefix. */
export function isRestUrl(url: string): boolean {
  return pathOf(url) !== undefined;
}

/** Finds action and id in an address; undefined for addresses that cannot be an action's (rest.md § 1.1). */
export function readTarget(url: string): Target | undefined {
  const path = pathOf(url);
  if (!path || path.length < 1 || path.length > 2) return undefined;
  const [action = '', id] = path.map(decode);
  return { action: action.toLowerCase(), id, query: splitUrl(url).query };
}

/** Brings a request of any method and body form to the typed values of a route. `strict` as for `readValues`. */
export async function readCall(target: Target, params: Params, input: BodyInput, strict: boolean): Promise<Values> {
  const body = await readBody(input);
  const given: Given = [body.fields, pathSource(target, params), sourceOf(new URLSearchParams(target.query))];
  try {
    return readValues(params, { given, files: body.files }, strict);
  } catch (error) {
    demand(body.ignoredType === undefined, unknownBody(body.ignoredType ?? ''));
    throw error;
  }
}

/** A path segment counts as `id` where the route has one; elsewhere it is ignored. */
function pathSource({ id }: Target, params: Params): Source {
  const takesId = Object.entries(params).some(([name, { aliases }]) => name === 'id' || aliases?.includes('id'));
  return new Map(id !== undefined && takesId ? [['id', [id]]] : []);
}

/** The segments behind `/api`, with `/helpdesk` in front or not; empty ones are dropped. */
function pathOf(url: string): string[] | undefined {
  const segments = splitUrl(url)
    .path.split('/')
    .filter((segment) => segment !== '');
  const start = segments[0]?.toLowerCase() === 'helpdesk' ? 1 : 0;
  const [first, second] = segments.slice(start).map((segment) => segment.toLowerCase());
  if (first === 'api') return segments.slice(start + 1);
  // The address in `Url` of files (rest.md § 3.9).
  return first === 'file' && second === 'get' ? ['attachment', ...segments.slice(start + 2)] : undefined;
}

/** By hand, because `new URL` throws on addresses such as `//`. */
function splitUrl(url: string): { path: string; query: string } {
  const [address = ''] = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').split('#');
  const mark = address.indexOf('?');
  return mark < 0 ? { path: address, query: '' } : { path: address.slice(0, mark), query: address.slice(mark + 1) };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw invalid([], 'The address is not well-formed.');
  }
}

function unknownBody(type: string) {
  const what = type === '' ? 'has no Content-Type' : `is of type ${type}, which is not understood`;
  return invalid([], `The body ${what}: send a form or JSON.`);
}
