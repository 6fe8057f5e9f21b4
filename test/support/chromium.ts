import { type Browser, chromium, type Page } from 'playwright-core';
import { findProgram } from './programs.js';

/** A page that can reach this machine and nothing else. */
export interface OfflinePage {
  readonly page: Page;
  /** Addresses elsewhere that the page asked for; all were refused. */
  readonly foreign: string[];
  /** What the page's policy forbade, errors of its scripts, and files that did not come. */
  readonly complaints: string[];
}

const QUIET = [
  '--no-sandbox',
  '--headless',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  // Names of other machines are not even looked up.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

/** Starts the browser of this machine, which is installed where that is possible. */
export function startChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: findProgram('chromium', 'chromium'), args: QUIET });
}

/** Opens a page whose network ends at this machine. */
export async function openOffline(browser: Browser): Promise<OfflinePage> {
  const page = await browser.newPage({ viewport: { width: 1360, height: 860 } });
  const foreign: string[] = [];
  const complaints: string[] = [];
  await page.route(
    ({ protocol, hostname }) => protocol.startsWith('http') && hostname !== '127.0.0.1',
    (route) => {
      foreign.push(route.request().url());
      return route.abort();
    },
  );
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('requestfailed', (request) => complaints.push(`${request.url()}: ${request.failure()?.errorText}`));
  return { page, foreign, complaints };
}
