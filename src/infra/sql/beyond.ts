import type { Model } from './model.js';
import { column, isJson, type Statement } from './statement.js';

interface Comparison {
  readonly name: string;
  readonly operator: string;
  readonly value: unknown;
}

const OPERATORS: Readonly<Record<string, string>> = { lt: '<', gt: '>' };

/**
 * What lies beyond a place in an order, such as `a < 1 OR (a = 1 AND b < 2)`, as one comparison of rows: it means the same,
 * and an index can start at the place. Null for any other OR.
 */
export function compileBeyond(
  sql: Statement,
  { model, alias }: { readonly model: Model; readonly alias: string },
  branches: readonly unknown[],
): string | null {
  const place = placeIn(model, branches);
  if (!place) return null;
  const names = place.keys.map(({ name }) => column(alias, name));
  return `(${names.join(', ')}) ${place.sign} (${place.keys.map(({ value }) => sql.bind(value)).join(', ')})`;
}

interface Place {
  readonly keys: readonly Pick<Comparison, 'name' | 'value'>[];
  readonly sign: string;
}

/** The place that an OR lies beyond; null for one that means something else. */
export function placeIn(model: Model, branches: readonly unknown[]): Place | null {
  const read = branches.map((branch) => comparisonsIn(model, branch));
  const place = read.at(-1) ?? [];
  const [{ operator = '' } = {}] = read[0] ?? [];
  const sign = OPERATORS[operator];
  if (sign === undefined || place.length < 2 || place.length !== branches.length) return null;

  const isBeyond = read.every((comparisons, depth) => {
    return (
      comparisons.length === depth + 1 &&
      comparisons.every(({ name, value, operator: own }, index) => {
        const isSame = name === place[index]?.name && value === place[index]?.value;
        return isSame && own === (index === depth ? operator : 'equals');
      })
    );
  });
  return isBeyond ? { keys: place, sign } : null;
}

/** The comparisons of own columns that must all hold; none when there is anything else. */
function comparisonsIn({ scalars }: Model, branch: unknown): Comparison[] {
  const parts: unknown[] = isJson(branch) && Array.isArray(branch.AND) && isSingle(branch) ? branch.AND : [branch];
  const read = parts.flatMap((part) => {
    const [[name, condition] = []] = Object.entries(Object(part));
    const [[operator, value] = []] = Object.entries(Object(condition));
    const isKnown = name !== undefined && operator !== undefined && scalars.has(name) && value !== null;
    return isKnown && isSingle(part) && isSingle(condition) ? [{ name, operator, value }] : [];
  });
  return read.length === parts.length ? read : [];
}

function isSingle(value: unknown): boolean {
  return isJson(value) && Object.keys(value).length === 1;
}
