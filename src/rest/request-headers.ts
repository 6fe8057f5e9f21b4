/** The part of a request's headers that the face reads: those of the web, or those of Node's server. */
export interface RequestHeaders {
  get(name: string): string | null;
}
