/** A value as a client gave it: text from a query or form, any JSON value from a JSON body. */
export type Raw = string | number | boolean | object;

/** The parameters of one place by their name in lower case. */
export type Source = ReadonlyMap<string, readonly (Raw | null)[]>;

/** The places of a request in order of precedence: body, path, query (rest.md § 1.3). */
export type Given = readonly Source[];

/** Collects pairs from a query or form. Names ignore case; `name[]` and `name[0]` are the same as a repeated name. */
export function sourceOf(pairs: Iterable<readonly [string, Raw | null]>): Source {
  const source = new Map<string, (Raw | null)[]>();
  for (const [spelling, value] of pairs) {
    const name = spelling
      .trim()
      .replace(/\[\d*\]$/, '')
      .toLowerCase();
    const values = source.get(name);
    if (values) values.push(value);
    else source.set(name, [value]);
  }
  return source;
}

/**
 * The values given under any of the names, from the first place that has some. `empty` when the name is there but
 * without a value; JSON null counts as that only where it is asked for, since clients send it for "unchanged".
 */
export function valuesOf(
  given: Given,
  names: readonly string[],
  nullIsEmpty: boolean,
): readonly Raw[] | 'empty' | undefined {
  let seen = false;
  for (const name of names) {
    for (const source of given) {
      const values = source.get(name.toLowerCase()) ?? [];
      const full = values.filter((value): value is Raw => value !== null && value !== '');
      if (full.length > 0) return full;
      if (values.some((value) => value === '' || nullIsEmpty)) seen = true;
    }
  }
  return seen ? 'empty' : undefined;
}

/** The entries whose name is the prefix and a number, with the number; the place of highest precedence wins. */
export function valuesWithPrefix(given: Given, prefix: string): [string, Raw | null][] {
  const pattern = new RegExp(`^${prefix.toLowerCase()}(\\d+)$`);
  const found = new Map<string, Raw | null>();
  for (const source of given) {
    for (const [name, [value = null]] of source) {
      const digits = pattern.exec(name)?.[1];
      if (digits !== undefined && !found.has(digits)) found.set(digits, value);
    }
  }
  return [...found];
}
