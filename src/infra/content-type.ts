import { fileTypeFromBuffer, supportedMimeTypes } from 'file-type';

/** How much of a file is looked at. */
export const HEAD_BYTES = 4100;

const UNKNOWN = 'application/octet-stream';

const MEDIA_TYPE = /^(?:application|audio|font|image|message|model|text|video)\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/;

/** What a browser would run, or render with links and scripts in it. */
const ACTIVE = /html|xml|xsl|svg|script|java|flash|php|hta$|x-msdownload|x-sh$|x-csh$|^message\//;

/** The signed formats that consist of text. All others have bytes that no text has. */
const TEXT_FORMATS = /^text\/|xml|pdf|postscript|eps|rtf|pgp|x-unix-archive/;

/** Containers whose signature says less than what the client says. */
const CONTAINED = new Map([
  ['application/zip', /^application\/(?:vnd\.(?:openxmlformats-|oasis\.|ms-|apple\.)[a-z0-9.-]+|epub\+zip)$/],
  ['application/x-cfb', /^application\/(?:msword|vnd\.ms-(?:excel|powerpoint|outlook|project)|vnd\.visio)$/],
]);

/** The type of a file by the signature at its head; what the client says counts only where that is silent and does no harm. */
export async function contentTypeOf(head: Uint8Array, declaredType = ''): Promise<string> {
  const [bare = ''] = declaredType.split(';');
  const declared = bare.trim().toLowerCase();
  const found = await signatureOf(head);
  if (found) return CONTAINED.get(found)?.test(declared) ? declared : found;
  return isBelievable(declared) ? declared : UNKNOWN;
}

/** Two letters such as "BM" are a signature as well, so a text is only taken for a format that is one. */
async function signatureOf(head: Uint8Array): Promise<string | null> {
  // A head that breaks off in the middle of a structure is no bug.
  const found = await fileTypeFromBuffer(head).catch(() => undefined);
  const [mime = null] = found?.mime.split(';') ?? [];
  return mime !== null && isText(head) && !TEXT_FORMATS.test(mime) ? null : mime;
}

/** A type that has a signature would have been found by it. */
function isBelievable(declared: string): boolean {
  if (!MEDIA_TYPE.test(declared) || ACTIVE.test(declared)) return false;
  return declared.startsWith('text/') || !(supportedMimeTypes as ReadonlySet<string>).has(declared);
}

function isText(head: Uint8Array): boolean {
  const text = new TextDecoder().decode(head);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: They are what tells binary formats from texts.
  return !/[\u0000-\u0008\u000e-\u001a\u001c-\u001f\ufffd](?!$)/.test(text);
}
