import pg from 'pg';
import { prepareValue } from 'pg/lib/utils.js';
import type { Answer } from './database-driver.js';
import { PARSERS } from './database-values.js';

/** What pg's connection can be told; its types do not say it. */
interface Wire {
  readonly parsedStatements: Readonly<Record<string, string>>;
  readonly submittedNamedStatements: Record<string, string>;
  parse(statement: { readonly name: string; readonly text: string }): void;
  bind(values: { readonly statement: string; readonly values: readonly unknown[] }): void;
  describe(what: { readonly type: 'P'; readonly name: '' }): void;
  execute(portal: object): void;
  sync(): void;
}

interface Column {
  readonly name: string;
  read(text: string): unknown;
}

interface Field {
  readonly name: string;
  readonly dataTypeID: number;
}

/** A statement and its values; without a name it is not prepared. */
export interface NamedStatement {
  readonly text: string;
  readonly values: readonly unknown[];
  readonly name: string;
}

/** Where statements are run. */
type Target = Pick<pg.Pool | pg.PoolClient, 'query'>;

export function runOn(target: Target, statement: NamedStatement): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const query = new ArrayQuery(statement);
    const answered = (error: Error | null, answer?: Answer) => (answer ? resolve(answer) : reject(error));
    // By way of the callback, which the pool would otherwise make itself; its type is that of pg's own queries.
    (target.query as (query: ArrayQuery, callback: typeof answered) => void)(query, answered);
  });
}

const WHOLE_PORTAL = {};
const OF_PORTAL = { type: 'P', name: '' } as const;

/** The columns of the prepared statements of every connection. */
const described = new WeakMap<Wire, Map<string, readonly Column[]>>();

/**
 * A statement as pg sends it, at two thirds of the cost: what a prepared one answers is asked for and worked out once per
 * connection, not each time. PostgreSQL itself refuses a prepared statement whose columns have changed.
 */
class ArrayQuery extends pg.Query {
  readonly text: string;
  readonly values: readonly unknown[];
  readonly name: string;
  /** Set by pg. */
  declare callback: (error: Error | null, answer?: Answer) => void;
  private readonly received: (string | null)[][] = [];
  private columns: readonly Column[] = [];
  private count = 0;
  private isNew = false;

  constructor({ text, values, name }: NamedStatement) {
    super('');
    this.text = text;
    this.values = values;
    this.name = name;
  }

  prepare(wire: Wire): void {
    const { name, text } = this;
    // Before anything is sent, since it may throw.
    const values = this.values.map((value) => prepareValue(value));
    const isKnown = name !== '' && (wire.parsedStatements[name] ?? wire.submittedNamedStatements[name]) !== undefined;
    if (!isKnown) {
      wire.parse({ name, text });
      if (name !== '') wire.submittedNamedStatements[name] = text;
    }
    wire.bind({ statement: name, values });
    const columns = isKnown ? described.get(wire)?.get(name) : undefined;
    this.isNew = columns === undefined;
    if (columns) this.columns = columns;
    else wire.describe(OF_PORTAL);
    wire.execute(WHOLE_PORTAL);
    wire.sync();
  }

  handleRowDescription({ fields }: { readonly fields: readonly Field[] }): void {
    this.columns = fields.map(toColumn);
  }

  handleDataRow({ fields }: { readonly fields: (string | null)[] }): void {
    this.received.push(fields);
  }

  /** `INSERT 0 3`, `SELECT 2`, `BEGIN`. */
  handleCommandComplete({ text }: { readonly text: string }, wire: Wire): void {
    this.count = Number(text.slice(text.lastIndexOf(' ') + 1)) || 0;
    if (!this.isNew || this.name === '') return;
    const ofConnection = described.get(wire) ?? new Map<string, readonly Column[]>();
    described.set(wire, ofConnection.set(this.name, this.columns));
  }

  handleReadyForQuery(): void {
    let answer: Answer;
    try {
      answer = { rows: this.received.map((row) => this.read(row)), fields: this.columns, count: this.count };
    } catch (error) {
      this.callback(error as Error);
      return;
    }
    this.callback(null, answer);
  }

  handleError(error: Error): void {
    this.callback(error);
  }

  private read(row: readonly (string | null)[]): unknown[] {
    return row.map((text, index) => (text === null ? null : this.columns[index]?.read(text)));
  }
}

function toColumn({ name, dataTypeID }: Field): Column {
  return { name, read: PARSERS[dataTypeID] ?? pg.types.getTypeParser(dataTypeID) };
}
