/** The form in which names, usernames and e-mail addresses are compared: "Ä.Holt " and "ä.holt" are the same. */
export function caseKey(text: string): string {
  return text.trim().normalize('NFC').toLowerCase();
}

/** Splits a comma list: blanks trimmed, empty entries dropped, the first spelling of a repeated entry kept. */
export function commaList(text: string): string[] {
  const entries = text.split(',').map((entry) => entry.trim());
  const byKey = new Map<string, string>();
  for (const entry of entries) {
    if (entry !== '' && !byKey.has(caseKey(entry))) byKey.set(caseKey(entry), entry);
  }
  return [...byKey.values()];
}
