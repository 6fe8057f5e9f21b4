const SIGHTINGS_BEFORE_NAMING = 3;
const NAMES_MAX = 300;
const SIGHTINGS_MAX = 5000;

/**
 * Names the statements that come back again and again, so that PostgreSQL parses and plans them once per connection.
 * One-off statements, such as those of unusual filters, stay unnamed: every name costs memory in every connection for good.
 * Namers of one connection need different prefixes.
 */
export function createStatementNamer(prefix: string): (query: { readonly sql: string }) => string {
  const names = new Map<string, string>();
  const sightings = new Map<string, number>();

  return ({ sql }) => {
    const known = names.get(sql);
    if (known !== undefined || names.size >= NAMES_MAX) return known ?? '';

    const seen = (sightings.get(sql) ?? 0) + 1;
    if (seen < SIGHTINGS_BEFORE_NAMING) {
      if (sightings.size >= SIGHTINGS_MAX) sightings.clear();
      sightings.set(sql, seen);
      return '';
    }

    const name = `${prefix}${names.size + 1}`;
    names.set(sql, name);
    sightings.delete(sql);
    return name;
  };
}
