import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type OfflinePage, openOffline, startChromium } from '../support/chromium.js';
import { startDemoDesk } from '../support/demo-desk.js';

const desk = await startDemoDesk();
const browser = await startChromium();
afterAll(() => browser.close());

let tab: OfflinePage;
beforeEach(async () => {
  tab = await openOffline(browser);
  return () => tab.page.context().close();
});

async function open(path = '/api/docs') {
  await tab.page.goto(`${desk.url}${path}`);
  await tab.page.locator('.opblock').first().waitFor();
  return tab.page;
}

/** Tries the credential check and answers what it says. */
async function tryAuthorization(): Promise<string> {
  const { page } = tab;
  const block = page.locator('#operations-Users-postAuthorization');
  await block.locator('.opblock-summary-control').click();
  await block.getByRole('button', { name: 'Execute' }).click();
  const answer = block.locator('.live-responses-table .response');
  await answer.waitFor();
  return answer.innerText();
}

describe('the documentation of the REST face with the network cut off', { timeout: 60_000 }, () => {
  it('shows all routes, loads everything from the desk, and nothing that its policy forbids', async () => {
    const page = await open('/helpdesk/API/docs/');
    expect(await page.locator('.opblock').count()).toBe(69);
    expect(await page.title()).toBe('REST · Help desk');
    const { headers } = await desk.get('/api/docs');
    expect(headers.get('content-security-policy')).toContain("script-src 'self';");
    expect(tab.foreign).toEqual([]);
    expect(tab.complaints).toEqual([]);
  });

  it('tries a call with a username and a password', async () => {
    const page = await open();
    await page.click('.btn.authorize');
    const basic = page.locator('.auth-container', { hasText: 'basic (http, Basic)' });
    await basic.locator('input').first().fill('tech');
    await basic.locator('input[type=password]').fill('tech');
    await basic.getByRole('button', { name: 'Apply credentials' }).click();
    await page.click('.modal-ux .close-modal');
    expect(await tryAuthorization()).toContain('"IsTech": true');
    expect(tab.complaints).toEqual([]);
  });

  it('tries a call with a token', async () => {
    const made = await desk.ask('mutation { createAccessToken(input: { name: "docs" }) { secret } }');
    const page = await open();
    await page.click('.btn.authorize');
    const bearer = page.locator('.auth-container', { hasText: 'bearer (http, Bearer)' });
    await bearer.locator('input').fill((await made.json()).data.createAccessToken.secret);
    await bearer.getByRole('button', { name: 'Apply credentials' }).click();
    await page.click('.modal-ux .close-modal');
    expect(await tryAuthorization()).toContain('"Username": "admin"');
  });
});
