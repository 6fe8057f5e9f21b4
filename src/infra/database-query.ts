import pg from 'pg';
import { prepareValue } from 'pg/lib/utils.js';
import type { Answer } from './database-driver.js';
import { abortedError } from './database-errors.js';
import { PARSERS } from './database-values.js';

/** What pg's connection can be told; its types do not say it. */
interface Wire {
  readonly stream: { cork(): void; uncork(): void };
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
  return new Promise((resolve, reject) => runGroupOn(target, [new AskedStatement(statement, resolve, reject)]));
}

/** Sends statements together. After the first that fails none is run; several belong into a transaction. */
export function runGroupOn(target: Target, statements: readonly AskedStatement[]): void {
  const group = new StatementGroup(statements);
  const answered = (error?: Error | null) => group.settle(error ?? null);
  // By way of the callback, which the pool would otherwise make itself; its type is that of pg's own queries.
  (target.query as (group: StatementGroup, callback: typeof answered) => void)(group, answered);
}

/**
 * Statements as pg sends them, at two thirds of the cost: one Sync ends them all, so that PostgreSQL answers in one piece; and what
 * columns a prepared one answers is asked for once per connection.
 */
class StatementGroup extends pg.Query {
  /** Of the statement that is answered next: pg keeps its books by them. */
  text = '';
  name = '';
  /** Set by pg. */
  declare callback: (error: Error | null) => void;
  private position = 0;

  constructor(private statements: readonly AskedStatement[]) {
    super('');
    this.moveTo(0);
  }

  override submit = (connection: pg.Connection): void => {
    const wire = connection as unknown as Wire;
    wire.stream.cork();
    for (const statement of this.statements) statement.send(wire);
    wire.sync();
    wire.stream.uncork();
  };

  handleRowDescription({ fields }: { readonly fields: readonly Field[] }): void {
    const current = this.statements[this.position];
    if (current) current.columns = fields.map(toColumn);
  }

  handleDataRow({ fields }: { readonly fields: (string | null)[] }): void {
    this.statements[this.position]?.received.push(fields);
  }

  /** `INSERT 0 3`, `SELECT 2`, `BEGIN`. */
  handleCommandComplete({ text }: { readonly text: string }, wire: Wire): void {
    this.statements[this.position]?.complete(text, wire);
    this.moveTo(this.position + 1);
  }

  handleEmptyQuery(wire: Wire): void {
    this.handleCommandComplete({ text: '' }, wire);
  }

  handleReadyForQuery(): void {
    this.callback(null);
  }

  handleError(error: Error, wire: Wire): void {
    for (const statement of this.statements.slice(this.position)) statement.forget(wire);
    this.callback(error);
  }

  settle(error: Error | null): void {
    // A commit that fails is noticed after the statement it belongs to was done.
    const failed = error ? Math.min(this.position, this.statements.length - 1) : this.statements.length;
    // Others end the connection, and are everybody's.
    const isOfStatement = error instanceof pg.DatabaseError && error.severity === 'ERROR';
    for (const [index, statement] of this.statements.entries()) {
      if (index < failed) statement.answer();
      else statement.reject(index === failed || !isOfStatement ? error : abortedError());
    }
    if (!error) this.release();
  }

  /** pg's time limit leads to the group from a function that V8 takes for long-lived, so rows would be as well. See decision 030. */
  private release(): void {
    this.statements = [];
  }

  private moveTo(position: number): void {
    this.position = position;
    const next = this.statements[position];
    if (!next) return;
    this.name = next.name;
    this.text = next.text;
  }
}

const WHOLE_PORTAL = {};
const OF_PORTAL = { type: 'P', name: '' } as const;

/** The columns of the prepared statements of every connection. PostgreSQL refuses one whose columns have changed. */
const described = new WeakMap<Wire, Map<string, readonly Column[]>>();

/** A statement and who waits for its answer. */
export class AskedStatement {
  readonly name: string;
  readonly text: string;
  readonly received: (string | null)[][] = [];
  columns: readonly Column[] = [];
  private readonly values: readonly (string | Buffer | null)[];
  private count = 0;
  private isNew = false;

  /** Throws where a value has no form that PostgreSQL takes. */
  constructor(
    { name, text, values }: NamedStatement,
    private readonly resolve: (answer: Answer) => void,
    readonly reject: (error: unknown) => void,
  ) {
    this.name = name;
    this.text = text;
    this.values = values.map((value) => prepareValue(value));
  }

  send(wire: Wire): void {
    const { name, text } = this;
    const isKnown = name !== '' && (wire.parsedStatements[name] ?? wire.submittedNamedStatements[name]) !== undefined;
    if (!isKnown) {
      wire.parse({ name, text });
      if (name !== '') wire.submittedNamedStatements[name] = text;
    }
    wire.bind({ statement: name, values: this.values });
    const columns = isKnown ? described.get(wire)?.get(name) : undefined;
    this.isNew = columns === undefined;
    if (columns) this.columns = columns;
    else wire.describe(OF_PORTAL);
    wire.execute(WHOLE_PORTAL);
  }

  complete(tag: string, wire: Wire): void {
    const { name } = this;
    this.count = Number(tag.slice(tag.lastIndexOf(' ') + 1)) || 0;
    if (!this.isNew || name === '') return;
    const ofConnection = described.get(wire) ?? new Map<string, readonly Column[]>();
    described.set(wire, ofConnection.set(name, this.columns));
  }

  /** PostgreSQL may not have come to prepare it. */
  forget(wire: Wire): void {
    delete wire.submittedNamedStatements[this.name];
  }

  answer(): void {
    try {
      this.resolve({ rows: this.received.map((row) => this.read(row)), fields: this.columns, count: this.count });
    } catch (error) {
      this.reject(error);
    }
  }

  private read(row: readonly (string | null)[]): unknown[] {
    return row.map((text, index) => (text === null ? null : this.columns[index]?.read(text)));
  }
}

function toColumn({ name, dataTypeID }: Field): Column {
  return { name, read: PARSERS[dataTypeID] ?? pg.types.getTypeParser(dataTypeID) };
}
