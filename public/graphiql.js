// Prepares the page for GraphiQL, whose own script comes after this one.

const options = JSON.parse(document.getElementById('graphiql-options').textContent);

self.MonacoEnvironment = {
  globalAPI: true,
  getWorkerUrl: (_module, label) =>
    ({
      graphql: '/assets/graphiql-graphql-worker.js',
      json: '/assets/graphiql-json-worker.js',
    })[label] ?? '/assets/graphiql-editor-worker.js',
};

// The page's policy lets in only style sheets that carry its nonce, and the editor makes its own.
const createElement = document.createElement.bind(document);
document.createElement = (name, ...rest) => {
  const element = createElement(name, ...rest);
  if (String(name).toLowerCase() === 'style') element.nonce = options.styleNonce;
  return element;
};

// GraphiQL sends variables as JSON. A chosen file takes the place of the first null in a list of files, as the
// multipart request specification wants it.
const plainFetch = self.fetch.bind(self);
self.fetch = (address, init) => {
  const file = document.getElementById('file')?.files[0];
  const path = file && typeof init?.body === 'string' ? pathOfFile(init.body) : null;
  // Without the logins that browsers remember, whose own prompt would also get in the way of a refusal.
  const request = { ...init, credentials: 'omit' };
  if (!path) return plainFetch(address, request);

  const form = new FormData();
  form.append('operations', init.body);
  form.append('map', JSON.stringify({ 0: [path] }));
  form.append('0', file);
  const headers = Object.fromEntries(new Headers(init.headers));
  delete headers['content-type'];
  return plainFetch(address, { ...request, headers, body: form });
};

function pathOfFile(body) {
  const { variables } = JSON.parse(body);
  const walk = (value, path) => {
    if (typeof value !== 'object' || value === null) return null;
    if (Array.isArray(value) && /files?$/i.test(path) && value[0] === null) return `${path}.0`;
    for (const [name, child] of Object.entries(value)) {
      const found = walk(child, `${path}.${name}`);
      if (found) return found;
    }
    return null;
  };
  return walk(variables, 'variables');
}

// GraphiQL lets tabs be dragged, and by that moves them away from under the mouse before a click has ended.
self.addEventListener(
  'pointerdown',
  (event) => event.target.closest?.('.graphiql-tab') && event.stopPropagation(),
  true,
);
