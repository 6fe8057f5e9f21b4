import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** One file as it is sent. */
interface Asset {
  readonly type: string;
  readonly etag: string;
  readonly plain: Uint8Array<ArrayBuffer>;
  readonly gzipped: Uint8Array<ArrayBuffer>;
}

const SCRIPT = 'text/javascript; charset=utf-8';
const STYLE = 'text/css; charset=utf-8';

type Loader = () => Promise<string>;

/** Everything that pages load. What is not listed does not exist. */
const ASSETS: Readonly<Record<string, readonly [type: string, load: Loader]>> = {
  'site.css': [STYLE, own('site.css')],
  'icon.svg': ['image/svg+xml', own('icon.svg')],
  'landing.js': [SCRIPT, own('landing.js')],
  'login.js': [SCRIPT, own('login.js')],
  'graphiql.css': [STYLE, own('graphiql.css')],
  'graphiql.js': [SCRIPT, own('graphiql.js')],
  'graphiql-start.js': [SCRIPT, own('graphiql-start.js')],
  'api-docs.css': [STYLE, own('api-docs.css')],
  'api-docs.js': [SCRIPT, own('api-docs.js')],
  'swagger-ui.css': [STYLE, swaggerUi('swagger-ui.css')],
  'swagger-ui.js': [SCRIPT, swaggerUi('swagger-ui-bundle.js')],
  'graphiql-app.css': [STYLE, graphiql('css')],
  'graphiql-app.js': [SCRIPT, graphiql('js')],
  'graphiql-editor-worker.js': [SCRIPT, graphiql('editorWorkerService')],
  'graphiql-graphql-worker.js': [SCRIPT, graphiql('graphqlWorker')],
  'graphiql-json-worker.js': [SCRIPT, graphiql('jsonWorker')],
};

const loaded = new Map<string, Promise<Asset>>();

/** A file below `/assets/`, compressed where the browser takes that; null if there is none of that name. */
export async function assetReply(name: string, headers: Headers): Promise<Response | null> {
  const entry = Object.hasOwn(ASSETS, name) ? ASSETS[name] : undefined;
  if (!entry) return null;
  const asset = await (loaded.get(name) ?? remember(name, load(...entry)));

  const common = { etag: asset.etag, 'cache-control': 'no-cache', vary: 'accept-encoding' };
  if (headers.get('if-none-match') === asset.etag) return new Response(null, { status: 304, headers: common });
  const isGzipped = /\bgzip\b/.test(headers.get('accept-encoding') ?? '');
  return new Response(isGzipped ? asset.gzipped : asset.plain, {
    headers: { ...common, 'content-type': asset.type, ...(isGzipped && { 'content-encoding': 'gzip' }) },
  });
}

function remember(name: string, asset: Promise<Asset>): Promise<Asset> {
  loaded.set(name, asset);
  asset.catch(() => loaded.delete(name));
  return asset;
}

async function load(type: string, read: Loader): Promise<Asset> {
  const plain = new TextEncoder().encode(await read());
  const hash = createHash('sha256').update(plain).digest('base64url').slice(0, 22);
  return { type, etag: `"${hash}"`, plain, gzipped: new Uint8Array(await promisify(gzip)(plain)) };
}

function own(name: string): Loader {
  return () => readFile(new URL(`../../public/${name}`, import.meta.url), 'utf8');
}

function swaggerUi(name: string): Loader {
  return () => readFile(new URL(import.meta.resolve(`swagger-ui-dist/${name}`)), 'utf8');
}

type Piece = 'css' | 'js' | 'editorWorkerService' | 'graphqlWorker' | 'jsonWorker';

/** The package has all of GraphiQL as texts of nine megabytes, so it is read only when somebody opens the page. */
function graphiql(piece: Piece): Loader {
  return async () => (await import('@graphql-yoga/render-graphiql/graphiql'))[piece];
}
