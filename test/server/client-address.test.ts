import { describe, expect, it } from 'vitest';
import { addressKey, clientAddress } from '../../src/server/client-address.js';

const from = (remoteAddress: string | undefined, forwarded?: string) => ({
  socket: { remoteAddress },
  headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
});

describe('the client address', () => {
  it.each([
    ['198.51.100.7', '198.51.100.7'],
    ['::ffff:198.51.100.7', '198.51.100.7'],
    ['2001:DB8::1', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    [undefined, 'unknown'],
  ])('of a direct connection from %s is %s, whatever the headers say', (remote, expected) => {
    expect(clientAddress(from(remote), 0)).toBe(expected);
    expect(clientAddress(from(remote, '203.0.113.9'), 0)).toBe(expected);
  });

  it.each([
    ['one proxy', 1, '203.0.113.9', '203.0.113.9'],
    ['one proxy and a forged entry', 1, '1.1.1.1, 203.0.113.9', '203.0.113.9'],
    ['two proxies', 2, '203.0.113.9, 10.0.0.2', '203.0.113.9'],
    ['two proxies and forged entries', 2, '1.1.1.1, 2.2.2.2, 203.0.113.9, 10.0.0.2', '203.0.113.9'],
    ['a proxy that adds ports', 1, '203.0.113.9:51234', '203.0.113.9'],
    ['a proxy that adds brackets', 1, '[2001:db8::9]:51234', '2001:db8::9'],
    ['fewer entries than proxies', 3, '203.0.113.9', '203.0.113.9'],
    ['no header', 1, '', '10.0.0.1'],
    ['an entry that is no address', 1, 'unknown', '10.0.0.1'],
  ])('is right behind %s', (_, proxies, forwarded, expected) => {
    expect(clientAddress(from('10.0.0.1', forwarded), proxies)).toBe(expected);
  });
});

describe('the key of an address', () => {
  it.each([
    ['198.51.100.7', '198.51.100.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['unknown', 'unknown'],
  ])('of %s is %s', (address, key) => {
    expect(addressKey(address)).toBe(key);
  });
});
