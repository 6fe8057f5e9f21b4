import type { AppError } from '../../core/errors.js';
import { invalid } from '../../core/errors.js';

/** The most files that one action takes. */
export const FILES_MAX = 20;

/** What file systems and the old API take. */
const NAME_BYTES_MAX = 255;

/** Longer endings are hardly ones that a program looks at. */
const ENDING_BYTES_MAX = 20;

const UNNAMED = 'file';

// Control characters, and those that turn the direction of text: "gpj.exe" must not look like "exe.jpg".
// biome-ignore lint/suspicious/noControlCharactersInRegex: They are what is taken away.
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;

/** The name under which a file is kept and sent out: no path, nothing unseen, 255 bytes at most; never empty. */
export function safeFileName(given: string): string {
  const [last = ''] = given.toWellFormed().replace(UNSEEN, '').split(/[/\\]/).slice(-1);
  const name = shorten(last.normalize('NFC').trim());
  return /^[. ]*$/.test(name) ? UNNAMED : name;
}

export function tooManyFiles(field: string): AppError {
  return invalid(field, `Send ${FILES_MAX} files at most.`);
}

/** Shortens the name in front of its ending, by whole characters. */
function shorten(name: string): string {
  if (Buffer.byteLength(name) <= NAME_BYTES_MAX) return name;
  const dot = name.lastIndexOf('.');
  const ending = dot > 0 && Buffer.byteLength(name.slice(dot)) <= ENDING_BYTES_MAX ? name.slice(dot) : '';
  const room = NAME_BYTES_MAX - Buffer.byteLength(ending);
  // The decoder leaves out the half of a character at the end while it waits for the other.
  const start = new TextDecoder().decode(Buffer.from(name).subarray(0, room), { stream: true });
  return start.trimEnd() + ending;
}
