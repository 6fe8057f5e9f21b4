// One-click tokens, and the languages of the questions as tabs. Without scripts all languages are shown.

const demoLogins = JSON.parse(document.getElementById('demo-logins').textContent);
const tokenText = document.getElementById('token-text');

for (const button of document.querySelectorAll('[data-token]')) {
  const login = demoLogins.find(({ username }) => username === button.dataset.token);
  button.addEventListener('click', () => showToken(login).catch(showFailure));
}
document.getElementById('token-copy')?.addEventListener('click', () => {
  navigator.clipboard.writeText(tokenText.textContent);
});

async function showToken({ username, password, title }) {
  const input = { name: 'Landing page', expiresAt: new Date(Date.now() + 86_400_000).toISOString() };
  const mutation = `mutation ($input: CreateAccessTokenInput!) {
    createAccessToken(input: $input) { secret errors { message } }
  }`;
  const { createAccessToken } = await desk.ask(mutation, { input }, desk.basic(username, password));
  const { secret, errors } = createAccessToken;
  if (errors.length > 0) throw new Error(errors[0].message);
  document.getElementById('token-owner').textContent = title;
  tokenText.textContent = `Authorization: Bearer ${secret}`;
  document.getElementById('token').hidden = false;
}

function showFailure(error) {
  document.getElementById('token-owner').textContent = 'nobody';
  tokenText.textContent = error.message;
  document.getElementById('token').hidden = false;
}

for (const section of document.querySelectorAll('.question')) {
  const tabs = section.querySelector('[role=tablist]');
  for (const { dataset } of section.querySelectorAll('[data-language]')) {
    const tab = document.createElement('button');
    tab.type = 'button';
    tab.role = 'tab';
    tab.textContent = dataset.language;
    tab.addEventListener('click', () => showLanguage(dataset.language));
    tabs.append(tab);
  }
}
showLanguage('GraphQL');

function showLanguage(language) {
  for (const panel of document.querySelectorAll('[data-language]')) panel.hidden = panel.dataset.language !== language;
  for (const tab of document.querySelectorAll('[role=tab]')) tab.ariaSelected = String(tab.textContent === language);
}
