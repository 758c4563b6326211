import { type Logger, processMetrics } from '@strata/basis-core';
import { guardDatagrams } from './datagrams.ts';
import { EgressRefusedError } from './egress-refused-error.ts';
import { knownAddresses } from './known-addresses.ts';
import { guardLookups } from './lookups.ts';
import { guardNameServers } from './name-servers.ts';
import { guardSockets } from './sockets.ts';

const refusals = processMetrics.counter({
  name: 'strata_egress_refused_total',
  help: 'Connections, datagrams, look-ups and name servers that would have left the system, and were refused',
});

/** What a process is guarded with. */
export interface EgressGuardOptions {
  /** Whose process it is. */
  service: string;
  /** Where it may connect to, as URLs: its database, the queue, the other services, the collector of traces. */
  allowed: readonly string[];
  /** Whether it may connect to this machine itself, as in development, where everything is on it. Default false. */
  loopback?: boolean;
  logger: Logger;
}

/** One way out of the process. */
export type Door = 'connection' | 'datagram' | 'look-up' | 'name server';

/** Notes that something was refused at a door, and makes the error that says so. */
export type Refuse = (door: Door, host: string, port?: number) => EgressRefusedError;

/** Whether a service may leave the system: one whose name ends in `-eg` is there to do it. */
export function mayLeave(service: string): boolean {
  return service.endsWith('-eg');
}

/**
 * Keeps this process inside the system, whatever library calls: TCP and TLS (and so HTTP, `fetch` and WebSockets),
 * datagrams, look-ups of names and choices of a name server fail with `EGRESS_REFUSED`, unless they are for an allowed
 * address. No packet is sent. Sockets of the file system stay open. What goes past Node's own modules (native code,
 * child processes, worker threads) is not seen: around the process stands the network of its container.
 *
 * @returns what takes the guard off again
 * @example guardEgress({ service: 'orders', allowed: [databaseUrl, redisUrl, 'http://sso:4000'], logger });
 */
export function guardEgress({ service, allowed, loopback = false, logger }: EgressGuardOptions): () => void {
  const known = knownAddresses(allowed, loopback);
  refusals.add({ service }, 0); // so that a scrape tells a guarded process from one that is not
  const refuse: Refuse = (door, host, port) => {
    refusals.add({ service });
    logger.warn({ door, host, port }, 'a connection that leaves the system was refused');
    return new EgressRefusedError();
  };
  const guards = [guardSockets, guardDatagrams, guardLookups, guardNameServers];
  const doors = guards.map((guard) => guard(known, refuse));
  return () => {
    for (const open of doors) open();
  };
}
