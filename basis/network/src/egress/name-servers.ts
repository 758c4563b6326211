import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import { isIP } from 'node:net';
import type { Refuse } from './guard-egress.ts';
import type { KnownAddresses } from './known-addresses.ts';

type SetServers = (this: unknown, servers: unknown) => void;

const DNS_PORT = 53;
/** `address:port`, as Node reads it; the port may be missing. */
const ADDRESS = /^(.+?)(?::(\d+))?$/;

/**
 * Guards who is asked about names: an allowed name would be asked of anybody, past the guard of datagrams, for the
 * resolver of Node sends its own. The name servers that this machine was given stay allowed. A refusal is thrown.
 */
export function guardNameServers(known: KnownAddresses, refuse: Refuse): () => void {
  const given = new Set(dns.getServers());
  const isFree = (server: unknown) => {
    if (typeof server !== 'string' || given.has(server)) return true; // what is no text Node refuses itself
    const { host, port } = addressOf(server);
    return known.hasPort(host, port);
  };
  // Both kinds of resolver have it from one class. The others make a resolver anew; they are named here all the same.
  const holders = [dns, dns.promises, Object.getPrototypeOf(dns.Resolver.prototype)] as { setServers: SetServers }[];
  const replaced = holders.map((holder) => {
    const original = holder.setServers;
    holder.setServers = function (servers) {
      const wanted = Array.isArray(servers) ? [...servers] : servers; // so that what was looked at is what is set
      const stranger = Array.isArray(wanted) ? wanted.find((server) => !isFree(server)) : undefined;
      if (stranger === undefined) return original.call(this, wanted);
      const { host, port } = addressOf(stranger);
      throw refuse('name server', host, port);
    };
    return () => {
      holder.setServers = original;
    };
  });
  syncBuiltinESMExports(); // for those who imported them by name
  return () => {
    for (const putBack of replaced) putBack();
    syncBuiltinESMExports();
  };
}

function addressOf(server: string): { host: string; port: number } {
  const [, host = server, port] = isIP(server) === 0 ? (ADDRESS.exec(server) ?? []) : [];
  return { host, port: Number(port) || DNS_PORT };
}
