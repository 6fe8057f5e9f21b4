import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What each room may import besides itself and generated types: docs/ARCHITECTURE.md. The rooms of single files have their names. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  domain: ['core'],
  server: ['domain', 'core'],
  graphql: ['domain', 'core'],
  rest: ['domain', 'core'],
  notifications: ['domain', 'core'],
  infra: ['core'],
  'config.ts': ['core'],
  'context.ts': ['core'],
};

/** They put everything together. */
const COMPOSITION = ['main.ts', 'app.ts', 'http.ts', 'answers.ts', 'express.ts', 'rest-face.ts', 'prepare.ts'];

/** Code, not only types, of `generated/` is for these: the client, fragments of SQL, and what Pothos builds on. */
const RUNS_GENERATED = ['infra', 'domain', 'graphql', 'rest'];

const FILE_LINES_MAX = 250;
const FUNCTION_LINES_MAX = 40;

/** The package in an import, without the path inside of it. */
const PACKAGE = /(?:\bfrom|\bimport\()\s*'((?:@[^/']+\/)?[^./'][^/']*)[^']*'/g;

interface Import {
  readonly from: string;
  readonly to: string;
  readonly isTypeOnly: boolean;
}

const sources = filesIn('src').filter((file) => !file.startsWith('src/generated/'));
const imports = sources.flatMap(importsOf);

describe('rooms', () => {
  it('import only what the architecture lets them', () => {
    const wrong = imports.filter(({ from, to }) => {
      const [room, other] = [roomOf(from), roomOf(to)];
      if (room === other || other === 'generated' || COMPOSITION.includes(room)) return false;
      return !MAY_IMPORT[room]?.includes(other);
    });
    expect(wrong.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });

  it('are all known', () => {
    const rooms = new Set(sources.map(roomOf));
    expect([...rooms].filter((room) => !(room in MAY_IMPORT) && !COMPOSITION.includes(room))).toEqual([]);
  });

  it('take types and enums from what is generated, and core, server and notifications no more', () => {
    const wrong = imports.filter(({ from, to, isTypeOnly }) => {
      const isHarmless = isTypeOnly || to.endsWith('/enums.ts') || roomOf(to) !== 'generated';
      return !isHarmless && !RUNS_GENERATED.includes(roomOf(from));
    });
    expect(wrong.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });

  it('read the environment in config.ts alone', () => {
    const readers = sources.filter((file) => /\bprocess\.env\b/.test(read(file)));
    expect(readers.filter((file) => file !== 'src/config.ts' && file !== 'src/main.ts')).toEqual([]);
  });
});

describe('entities of the domain', () => {
  it('know each other one way only', () => {
    const edges = new Map<string, Set<string>>();
    for (const { from, to } of imports) {
      const [entity, other] = [entityOf(from), entityOf(to)];
      if (entity === null || other === null || entity === other) continue;
      edges.set(entity, (edges.get(entity) ?? new Set()).add(other));
    }
    expect(cycleIn(edges)).toEqual([]);
  });
});

describe('size', () => {
  it.each(['src', 'test', 'scripts'])(`keeps every file in %s under ${FILE_LINES_MAX} lines`, (folder) => {
    const files = filesIn(folder).filter((file) => !file.startsWith('src/generated/'));
    expect(files.filter((file) => read(file).split('\n').length > FILE_LINES_MAX + 1)).toEqual([]);
  });

  it(`keeps every function under ${FUNCTION_LINES_MAX} lines`, () => {
    expect(sources.flatMap(longFunctions)).toEqual([]);
  });
});

describe('packages', () => {
  it('that the desk runs or builds with are dependencies, so that a production install starts', () => {
    const { dependencies, devDependencies } = JSON.parse(read('package.json'));
    const used = sources.flatMap((file) => [...read(file).matchAll(PACKAGE)].map(([, name]) => name ?? ''));
    const needed = new Set(used.filter((name) => !name.startsWith('node:')));
    expect([...needed].filter((name) => !(name in dependencies))).toEqual([]);
    expect([...needed].filter((name) => `@types/${name}` in devDependencies)).toEqual([]);
  });
});

describe('exports', () => {
  it('have names, and no file only passes on what others define', () => {
    expect(sources.filter((file) => /^export default\b|^export \* from\b/m.test(read(file)))).toEqual([]);
  });
});

function filesIn(folder: string): string[] {
  const entries = readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /\.(ts|mjs)$/.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .sort();
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

/** Imports of our own files, also dynamic ones and re-exports. */
function importsOf(from: string): Import[] {
  const statements = read(from).matchAll(
    /(?:^(?:import|export)\s+(?<type>type\s)?(?<names>[^'"]*?)\s*from\s+|import\()['"](?<path>\.[^'"]+)['"]/gm,
  );
  return [...statements].map(({ groups }) => ({
    from,
    to: normalize(join(dirname(from), groups?.path ?? '')).replace(/\.js$/, '.ts'),
    isTypeOnly: groups?.type !== undefined || (groups?.names !== undefined && onlyTypes(groups.names)),
  }));
}

function onlyTypes(names: string): boolean {
  const listed = /^\{(.*)\}$/s.exec(names.trim())?.[1];
  const each = listed
    ?.split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  return each?.every((name) => name.startsWith('type ')) ?? false;
}

function roomOf(file: string): string {
  return file.split('/')[1] ?? '';
}

function entityOf(file: string): string | null {
  return /^src\/domain\/([^/]+)\//.exec(file)?.[1] ?? null;
}

/** The names along some cycle, or nothing. */
function cycleIn(edges: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): string[] => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
    if (done.has(name)) return [];
    for (const next of edges.get(name) ?? []) {
      const cycle = visit(next, [...path, name]);
      if (cycle.length > 0) return cycle;
    }
    done.add(name);
    return [];
  };
  return [...edges.keys()].map((name) => visit(name, [])).find((cycle) => cycle.length > 0) ?? [];
}

/** Relies on the formatter: a function ends at the first brace that is indented like its first line. */
function longFunctions(file: string): string[] {
  const lines = read(file).split('\n');
  return lines.flatMap((line, index) => {
    const start = /^(\s*)(?:export )?(?:async )?function\*? (\w+)|^(\s*)(?:export )?const (\w+) = (?:async )?\(/.exec(
      line,
    );
    if (!start) return [];
    const indent = start[1] ?? start[3] ?? '';
    const length = lines.slice(index + 1).findIndex((later) => later.startsWith(`${indent}}`)) + 2;
    const isArrowValue = start[4] !== undefined && !/=> \{$/.test(line);
    return length > FUNCTION_LINES_MAX && !isArrowValue ? [`${file}: ${start[2] ?? start[4]} has ${length} lines`] : [];
  });
}
