import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type OfflinePage, openOffline, startChromium } from '../support/chromium.js';
import { ADMIN, startDemoDesk } from '../support/demo-desk.js';

const desk = await startDemoDesk();
const browser = await startChromium();
afterAll(() => browser.close());

/** The tab that is open from the beginning, whose question is read at once. */
const OPENED_FIRST = 'ListPage';

let tab: OfflinePage;
beforeEach(async () => {
  tab = await openOffline(browser);
  return () => tab.page.context().close();
});

/** Opens GraphiQL, logs in and brings an example to the front. */
async function open(example: string, demo: string | null = 'admin') {
  const { page } = tab;
  await page.goto(`${desk.url}/graphql`);
  await page.getByRole('button', { name: example, exact: true }).waitFor();
  if (demo) {
    await page.click(`[data-demo=${demo}]`);
    await page.locator('#caller', { hasText: '·' }).waitFor();
  }
  await page.getByRole('button', { name: example, exact: true }).click();
  await page.locator('.graphiql-tab-active', { hasText: example }).waitFor();
  await noticed(example);
  return page;
}

/** Waits until GraphiQL has read the question: it does so a while after the tab, and runs the last tab's until then. */
async function noticed(example: string) {
  if (example === OPENED_FIRST) return;
  const read = () => tab.page.evaluate<string | null>("localStorage.getItem('graphiql:query')");
  await expect.poll(read).toContain(example);
}

const execute = () => tab.page.click('.graphiql-execute-button');
const answer = (text: string | RegExp) => tab.page.locator('.graphiql-response', { hasText: text }).waitFor();

describe('GraphiQL with the network cut off', { timeout: 90_000 }, () => {
  it('loads everything from the desk, and nothing that its policy forbids', async () => {
    await open(OPENED_FIRST);
    await execute();
    await answer('totalCount');
    expect(tab.foreign).toEqual([]);
    expect(tab.complaints).toEqual([]);
  });

  it('fills the login into the headers of every tab, and takes it away', async () => {
    const page = await open('OneTicket', 'tech');
    const headers = () =>
      page.evaluate("monaco.editor.getModels().find((m) => m.uri.path.endsWith('request-headers.json')).getValue()");
    expect(await headers()).toContain(btoa('tech:tech'));
    await page.getByRole('button', { name: 'Mistakes', exact: true }).click();
    await expect.poll(headers).toContain(btoa('tech:tech'));
    await page.click('#logout');
    expect(await headers()).toBe('');
    expect(await page.evaluate('JSON.stringify({ ...localStorage })')).not.toContain(btoa('tech:tech'));
  });

  it('logs in with a username and a password, and says so when they are wrong', async () => {
    const page = await open('OneTicket', null);
    await page.fill('#username', 'customer');
    await page.fill('#password', 'wrong');
    await page.click('#credentials button');
    await page.locator('#caller', { hasText: /\w/ }).waitFor();
    expect(await page.isVisible('#logout')).toBe(false);
    await page.fill('#password', 'customer');
    await page.click('#credentials button');
    await page.waitForSelector('#logout', { state: 'visible' });
  });

  it('sends a chosen file with a comment', async () => {
    const page = await open('CommentWithFile');
    await page.setInputFiles('#file', { name: 'photo.txt', mimeType: 'text/plain', buffer: Buffer.from('dark') });
    await execute();
    await answer('photo.txt');
  });

  it('shows what happens while it happens', async () => {
    await open('TicketChanges');
    const asked = tab.page.waitForResponse((response) =>
      (response.headers()['content-type'] ?? '').includes('text/event-stream'),
    );
    await execute();
    await asked;
    const headers = { ...ADMIN, 'content-type': 'application/x-www-form-urlencoded' };
    const body = 'categoryId=1&subject=Seen live&body=Just now&priorityId=0';
    await fetch(`${desk.url}/api/ticket`, { method: 'POST', headers, body });
    await answer('Seen live');
  });

  it('documents the graph', async () => {
    const page = await open('Stats');
    await page
      .getByRole('button', { name: /documentation/i })
      .first()
      .click();
    await page.locator('.graphiql-doc-explorer', { hasText: 'Query' }).waitFor();
  });

  it('opens a question of the landing page with its variables', async () => {
    const { page } = tab;
    await page.goto(desk.url);
    await page.locator('.question', { hasText: 'Please file a ticket.' }).getByText('Open in GraphiQL').click();
    await page.locator('.graphiql-query-editor', { hasText: 'createTicket' }).waitFor();
    await page.locator('.graphiql-editors', { hasText: 'The door camera is dark' }).waitFor();
  });
});

describe('the landing page with the network cut off', { timeout: 90_000 }, () => {
  it('makes a token that works with one click', async () => {
    const { page } = tab;
    await page.goto(desk.url);
    await page.click('[data-token=manager]');
    await page.locator('#token-text', { hasText: 'Bearer' }).waitFor();
    const authorization = (await page.innerText('#token-text')).replace('Authorization: ', '');
    expect((await desk.get('/api/Authorization', { authorization })).status).toBe(200);
    expect(tab.foreign).toEqual([]);
    expect(tab.complaints).toEqual([]);
  });
});
