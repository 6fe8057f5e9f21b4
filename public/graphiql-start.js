// Starts GraphiQL and fills the login into its headers tab.

const form = document.getElementById('login');
const caller = document.getElementById('caller');
const headerModels = new Set();

monaco.editor.onDidCreateModel((model) => {
  if (!model.uri.path.endsWith('request-headers.json')) return;
  headerModels.add(model);
  model.onWillDispose(() => headerModels.delete(model));
  // GraphiQL flushes the editor when another tab is opened; what people type is left alone.
  model.onDidChangeContent((change) => change.isFlush && fill(model));
  queueMicrotask(() => fill(model));
});

YogaGraphiQL.renderYogaGraphiQL(document.getElementById('graphiql'), {
  title: 'GraphiQL',
  logo: '<span></span>',
  defaultTabs: options.tabs,
  variables: variablesToStartWith(),
  // Logins do not belong into the browser's storage.
  shouldPersistHeaders: false,
  defaultEditorToolsVisibility: 'variables',
});

if (desk.authorization()) logIn(desk.authorization());

form.addEventListener('submit', (event) => {
  event.preventDefault();
  logIn(desk.basic(form.username.value, form.password.value));
});
for (const button of form.querySelectorAll('[data-demo]')) {
  const { username, password } = options.demoLogins.find((login) => login.username === button.dataset.demo);
  button.addEventListener('click', () => logIn(desk.basic(username, password)));
}
document.getElementById('logout').addEventListener('click', () => {
  desk.logOut();
  show(null);
});
document.getElementById('file').addEventListener('change', ({ target }) => {
  document.getElementById('file-name').textContent = target.files[0]?.name ?? 'none';
});
document.getElementById('reset').addEventListener('click', () => {
  for (const key of Object.keys(localStorage)) if (key.startsWith('graphiql:')) localStorage.removeItem(key);
  location.assign(location.pathname);
});

/** Those of a linked question; on a first visit those of the first tab, which GraphiQL forgets. */
function variablesToStartWith() {
  const linked = new URLSearchParams(location.search);
  if (linked.has('query')) return linked.get('variables') ?? '';
  return localStorage.getItem('graphiql:tabState') ? undefined : options.tabs[0].variables;
}

async function logIn(authorization) {
  try {
    show(await desk.logIn(authorization));
  } catch (error) {
    desk.logOut();
    show(null);
    caller.textContent = error.message;
  }
}

function show(viewer) {
  caller.textContent = viewer ? `${viewer.fullName} · ${viewer.role.toLowerCase()}` : '';
  document.getElementById('credentials').hidden = viewer !== null;
  document.getElementById('logout').hidden = viewer === null;
  form.password.value = '';
  for (const model of headerModels) fill(model);
}

/** Puts the login among the headers of the open tab, or takes it away. */
function fill(model) {
  const headers = headersIn(model.getValue());
  const authorization = desk.authorization();
  if (!headers || (headers.Authorization ?? null) === authorization) return;
  if (authorization) headers.Authorization = authorization;
  else delete headers.Authorization;
  model.setValue(Object.keys(headers).length > 0 ? JSON.stringify(headers, null, 2) : '');
}

function headersIn(text) {
  try {
    return JSON.parse(text.trim() || '{}');
  } catch {
    return null;
  }
}
