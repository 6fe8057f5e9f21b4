import { describe, expect, it } from 'vitest';
import { readCredentials } from '../../src/domain/caller/credentials.js';

const basic = (text: string, encoding: BufferEncoding = 'utf8') =>
  `Basic ${Buffer.from(text, encoding).toString('base64')}`;

describe('credentials', () => {
  it.each([
    ['a simple login', basic('jane:secret'), 'jane', 'secret'],
    ['a password with colons', basic('jane:se:cr:et'), 'jane', 'se:cr:et'],
    ['a Windows domain', basic('DESK\\jane:secret'), 'DESK\\jane', 'secret'],
    ['UTF-8', basic('jürgen:pässword€'), 'jürgen', 'pässword€'],
    ['Latin-1', basic('jürgen:pässword', 'latin1'), 'jürgen', 'pässword'],
    ['an empty password', basic('jane:'), 'jane', ''],
    ['an empty username', basic(':secret'), '', 'secret'],
    ['another case of the scheme', basic('jane:secret').replace('Basic', 'bAsIC'), 'jane', 'secret'],
    ['Base64 without padding', basic('jane:secre').replace(/=+$/, ''), 'jane', 'secre'],
    ['blanks around', `  ${basic('jane:secret').replace(' ', '   ')}  `, 'jane', 'secret'],
  ])('are read from %s', (_, header, username, password) => {
    expect(readCredentials([header])).toEqual({ kind: 'password', username, password });
  });

  it.each(['Bearer abc.def_-', 'bearer abc.def_-', 'BEARER   abc.def_- '])('are a token in "%s"', (header) => {
    expect(readCredentials([header])).toEqual({ kind: 'token', secret: 'abc.def_-' });
  });

  it('are missing without a header', () => {
    expect(readCredentials([])).toBeNull();
  });

  it.each([
    ['broken Base64', ['Basic ?!%'], /Base64/],
    ['cut Base64', ['Basic abcde'], /Base64/],
    ['nothing after the scheme', ['Basic'], /Base64/],
    ['no colon', [basic('janesecret')], /username:password/],
    ['an unknown scheme', ['Digest username="jane"'], /Basic or Bearer/],
    ['an empty header', [''], /Basic or Bearer/],
    ['no token', ['Bearer '], /missing/],
    ['a broken token', ['Bearer a b'], /malformed/],
    ['two headers', [basic('jane:secret'), 'Bearer abc'], /one Authorization header/],
    ['two headers that a proxy joined', [`${basic('jane:secret')}, ${basic('jane:secret')}`], /Base64/],
    ['100 kB', [`Basic ${'A'.repeat(100_000)}`], /too long/],
  ])('are refused with %s', (_, headers, message) => {
    expect(() => readCredentials(headers)).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }));
    expect(() => readCredentials(headers)).toThrow(message);
  });
});
