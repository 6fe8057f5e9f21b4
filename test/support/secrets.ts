const MARK = '-secret-4711';

/** A password that can be told from any other word, so that it is found wherever it should not be. */
export const secret = (name: string) => `${name}${MARK}`;

/** What log-ins, tokens, stored passwords and addresses with a password look like. */
const SHAPES = [
  /\b(?:Basic|Bearer) [\w+/=.~-]{8,}/i,
  /hdg_[\w-]{20,}/,
  /\$argon2/,
  /"(?:current|new)?password\\?":\s*\\?"(?!\[redacted\])/i,
  /\w+:\/\/[^\s:/@"]*:[^\s:/@"]+@/,
];
const BASE64_WORD = /[\w+/-]{16,}/g;

/** The lines that have a secret in them; `known` are those that only the tests can know. */
export function linesWithSecrets(lines: readonly string[], known: readonly string[] = []): string[] {
  const words = [MARK, btoa('admin:admin'), ...known];
  const isTelling = (line: string) =>
    SHAPES.some((shape) => shape.test(line)) ||
    words.some((word) => line.includes(word)) ||
    (line.match(BASE64_WORD) ?? []).some((word) => Buffer.from(word, 'base64').includes(MARK));
  return lines.filter(isTelling);
}
