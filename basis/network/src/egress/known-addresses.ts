import { BlockList, isIP } from 'node:net';

/** Which addresses belong to the system. */
export interface KnownAddresses {
  /** Whether a connection to this port of this host stays in the system. */
  hasPort(host: string, port: number): boolean;
  /** Whether the name of this host may be looked up. */
  hasHost(host: string): boolean;
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  'http:': 80,
  'https:': 443,
  'postgres:': 5432,
  'postgresql:': 5432,
  'redis:': 6379,
  'rediss:': 6379,
};

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/**
 * The addresses of these URLs, by the names that stand in them: what a name stands for is not asked.
 *
 * @param withLoopback whether this machine itself belongs to the system
 */
export function knownAddresses(urls: readonly string[], withLoopback: boolean): KnownAddresses {
  const known = urls.map((url) => new URL(url));
  const hosts = new Set(known.map(({ hostname }) => bare(hostname)));
  const ports = new Set(
    known.map(({ hostname, port, protocol }) => `${bare(hostname)} ${port || DEFAULT_PORTS[protocol]}`),
  );
  const isHere = (host: string) => withLoopback && isLoopback(host);
  return {
    hasPort: (host, port) => ports.has(`${bare(host)} ${port}`) || isHere(bare(host)),
    hasHost: (host) => hosts.has(bare(host)) || isHere(bare(host)),
  };
}

/** As it is compared: `[::1]` is how a URL writes `::1`, and a name may end in the root's dot. */
function bare(host: string): string {
  return host.toLowerCase().replace(/^\[|\]$|\.$/g, '');
}

function isLoopback(host: string): boolean {
  const family = isIP(host);
  if (family === 0) return host === 'localhost';
  return loopback.check(host, family === 4 ? 'ipv4' : 'ipv6');
}
