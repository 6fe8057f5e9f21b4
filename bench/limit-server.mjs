// The limit: bare node:http and one named prepared statement per request. Plain JavaScript, so that no compiler is in its memory.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import pg from 'pg';
import { GRAPH, REST } from './limit-statements.mjs';

const TOKEN_KEPT_MS = 10_000;

const pool = new pg.Pool({
  connectionString: process.env.DATABASE_URL,
  max: 10,
  idleTimeoutMillis: 0,
  // JSON goes out as the text that PostgreSQL made.
  types: { getTypeParser: () => (value) => value },
});
const callers = new Map();

const server = createServer((request, response) => {
  answer(request)
    .then((json) => send(response, json === null ? 401 : 200, json ?? '{}'))
    .catch((error) => {
      console.error(error);
      send(response, 500, '{}');
    });
});
server.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('ready'));

async function answer(request) {
  const caller = await callerOf(request.headers.authorization ?? '');
  if (caller === null) return null;

  if (request.method === 'POST') {
    const { operationName, variables } = JSON.parse(await readBody(request));
    const { text, values } = GRAPH[operationName];
    return ask(operationName, text, values(variables, caller));
  }
  const [path, query] = request.url.split('?');
  const { name, text, values } = REST[path];
  return ask(name, text, values(new URLSearchParams(query), caller, request.headers.host));
}

async function callerOf(authorization) {
  const hash = createHash('sha256').update(authorization.slice('Bearer '.length)).digest('hex');
  const known = callers.get(hash);
  if (known && known.until > Date.now()) return known.id;

  const text = 'SELECT "userId" FROM "AccessToken" WHERE "tokenHash" = $1';
  const { rows } = await pool.query({ name: 'caller', text, values: [hash] });
  const id = rows[0]?.userId ?? null;
  callers.set(hash, { id, until: Date.now() + TOKEN_KEPT_MS });
  return id;
}

async function ask(name, text, values) {
  const { rows } = await pool.query({ name, text, values });
  return rows[0].json;
}

async function readBody(request) {
  let body = '';
  for await (const chunk of request) body += chunk;
  return body;
}

function send(response, status, json) {
  response
    .writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(json) })
    .end(json);
}
