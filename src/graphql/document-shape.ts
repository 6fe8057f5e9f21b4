import { type DocumentNode, type FieldNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';

/** A place in an answer, by the names it has there. */
export type ResponsePath = readonly string[];

/** A document's fields with fragments already spread. Every selection set is spread once, however often it is used. */
export interface DocumentShape {
  /** The fields beneath a field, or of an operation. A cycle of fragments, which validation refuses, ends the spread. */
  readonly fieldsOf: (selectionSet: SelectionSetNode | undefined) => readonly FieldNode[];
  /** How many fields lie on the longest way down from the field, itself included. */
  readonly heightOf: (field: FieldNode) => number;
}

/** Introspection may nest deeper than data: clients ask for types of types of types. */
export function isIntrospection(field: FieldNode): boolean {
  return field.name.value.startsWith('__');
}

export function responseKey({ alias, name }: FieldNode): string {
  return alias?.value ?? name.value;
}

export function documentShape(document: DocumentNode): DocumentShape {
  const fragments = new Map(
    document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
  );
  const spread = new Map<SelectionSetNode, readonly FieldNode[]>();
  const heights = new Map<FieldNode, number>();

  function fieldsOf(selectionSet: SelectionSetNode | undefined): readonly FieldNode[] {
    if (!selectionSet) return [];
    const known = spread.get(selectionSet);
    if (known) return known;
    const fields = collect(selectionSet, { fragments, seen: new Set(), fields: [] });
    spread.set(selectionSet, fields);
    return fields;
  }

  function heightOf(field: FieldNode): number {
    const known = heights.get(field);
    if (known !== undefined) return known;
    // Stands in while the field is being measured, so that a cycle ends.
    heights.set(field, 1);
    let beneath = 0;
    for (const child of fieldsOf(field.selectionSet)) beneath = Math.max(beneath, heightOf(child));
    heights.set(field, 1 + beneath);
    return 1 + beneath;
  }

  return { fieldsOf, heightOf };
}

/** The way from a field down to where it is deepest, cut after `length` names. */
export function deepestPath(shape: DocumentShape, field: FieldNode, length: number): ResponsePath {
  const path: string[] = [];
  let current: FieldNode | undefined = field;
  while (current && path.length < length) {
    path.push(responseKey(current));
    current = shape
      .fieldsOf(current.selectionSet)
      .reduce<FieldNode | undefined>(
        (deepest, child) => (deepest && shape.heightOf(deepest) >= shape.heightOf(child) ? deepest : child),
        undefined,
      );
  }
  return path;
}

interface Spread {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly seen: Set<string>;
  readonly fields: FieldNode[];
}

function collect({ selections }: SelectionSetNode, spread: Spread): FieldNode[] {
  const { fragments, seen, fields } = spread;
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) fields.push(selection);
    else if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet, spread);
    else {
      const fragment = fragments.get(selection.name.value);
      if (!fragment || seen.has(selection.name.value)) continue;
      seen.add(selection.name.value);
      collect(fragment.selectionSet, spread);
    }
  }
  return fields;
}
