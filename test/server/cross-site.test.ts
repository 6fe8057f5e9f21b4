import { describe, expect, it } from 'vitest';
import { isForeignWrite } from '../../src/server/cross-site.js';

describe('a write', () => {
  it.each([
    ['cross-site', undefined, true],
    ['same-site', undefined, true],
    ['Cross-Site', undefined, true],
    ['cross-site', 'https://evil.example', true],
    ['cross-site', 'null', true],
    ['cross-site', 'https://app.example', false],
    ['same-origin', undefined, false],
    ['none', undefined, false],
    [undefined, undefined, false],
    [undefined, 'http://desk.example', false],
    [undefined, 'https://app.example', false],
    [undefined, 'https://evil.example', true],
    [undefined, 'null', true],
  ])('with Sec-Fetch-Site %s and Origin %s: foreign is %s', (site, origin, expected) => {
    const headers = new Headers({ host: 'desk.example' });
    if (site) headers.set('sec-fetch-site', site);
    if (origin) headers.set('origin', origin);
    expect(isForeignWrite(headers, true, ['https://app.example'])).toBe(expected);
    expect(isForeignWrite(headers, false, [])).toBe(false);
  });
});
