/** Rows get the ids 1, 2, 3 … in the order of their texts. */
export function numbered<Text, Row>(texts: readonly Text[], toRow: (text: Text) => Row): ({ id: number } & Row)[] {
  return texts.map((text, index) => ({ id: index + 1, ...toRow(text) }));
}

/** Finds the id of a row by its name; a name that nobody has is a mistake in the texts. */
export function idsByName(rows: readonly { id: number; name: string }[]): (name: string) => number {
  const ids = new Map(rows.map(({ id, name }) => [name, id]));
  return (name) => {
    const id = ids.get(name);
    if (id === undefined) throw new Error(`The demo texts have nothing with the name ${name}.`);
    return id;
  };
}
