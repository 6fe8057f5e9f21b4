import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/** The parts of a Node request that tell where it comes from. */
export type Incoming = Pick<IncomingMessage, 'headers'> & { socket: { remoteAddress?: string | undefined } };

/**
 * The address of the client. Each trusted proxy has added one entry at the end of `X-Forwarded-For`; everything before
 * those entries may be forged and is not looked at.
 */
export function clientAddress({ headers, socket }: Incoming, trustedProxies: number): string {
  const peer = cleanAddress(socket.remoteAddress ?? '') ?? 'unknown';
  if (trustedProxies === 0) return peer;

  const forwarded = String(headers['x-forwarded-for'] ?? '').split(',');
  const entries = forwarded.map((entry) => entry.trim()).filter(Boolean);
  const client = entries[Math.max(entries.length - trustedProxies, 0)];
  return (client && cleanAddress(client)) || peer;
}

/** What an address is counted by: IPv4 as it is, IPv6 by its /64, since a single customer gets that many. */
export function addressKey(address: string): string {
  if (isIP(address) !== 6) return address;
  return `${ipv6Groups(address).slice(0, 4).join(':')}::/64`;
}

/** Without port, brackets, zone and the IPv6 wrapping of an IPv4 address; null for anything that is no address. */
function cleanAddress(text: string): string | null {
  const bare = /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ?? text;
  const address = bare.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1').replace(/%.*$/, '');
  if (isIP(address) === 0) return null;
  if (isIP(address) === 4) return address;

  const groups = ipv6Groups(address);
  const isMapped = groups.slice(0, 6).join(':') === '0:0:0:0:0:ffff';
  return isMapped ? ipv4Of(groups) : address.toLowerCase();
}

/** The eight groups without leading zeros. */
function ipv6Groups(address: string): string[] {
  // The URL parser turns every spelling into the shortest one.
  const shortest = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [head = '', tail] = shortest.split('::');
  const first = head.split(':').filter(Boolean);
  const last = (tail ?? '').split(':').filter(Boolean);
  const zeros = Array.from({ length: 8 - first.length - last.length }, () => '0');
  return [...first, ...zeros, ...last];
}

function ipv4Of(groups: readonly string[]): string {
  const bytes = groups.slice(6).flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 255];
  });
  return bytes.join('.');
}
