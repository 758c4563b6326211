import { Socket } from 'node:net';
import type { Refuse } from './guard-egress.ts';
import type { KnownAddresses } from './known-addresses.ts';

type Connect = (this: Socket, ...args: readonly unknown[]) => Socket;

/** Where a connection is to go; without a port it is a socket of the file system. */
interface Target {
  readonly host?: unknown;
  readonly port?: unknown;
}

/** A name that stands for nobody (RFC 2606). An IP address would not be looked up. */
const NOWHERE = 'refused.invalid';

/**
 * Guards what every TCP connection of the process begins with, those of `node:tls`, `node:http` and `fetch` too. One
 * that is refused is given a look-up that fails: Node then ends the socket as it does for a host that is not there.
 */
export function guardSockets(known: KnownAddresses, refuse: Refuse): () => void {
  const original = Socket.prototype.connect;
  const connect = original as Connect;
  const guarded: Connect = function (this: Socket, ...args) {
    // What `net.connect` makes of its arguments is one list.
    const given: readonly unknown[] = Array.isArray(args[0]) ? args[0] : args;
    const target = targetOf(given);
    const host = String(target.host ?? 'localhost');
    if (target.port == null || known.hasPort(host, Number(target.port))) return connect.apply(this, [...args]);
    const error = refuse('connection', host, Number(target.port));
    const lookup = (_host: string, _options: object, done: (error: Error) => void) => process.nextTick(done, error);
    const listener = given.find((argument) => typeof argument === 'function');
    return connect.call(this, { ...target, host: NOWHERE, lookup }, listener);
  };
  Socket.prototype.connect = guarded as typeof original;
  return () => {
    Socket.prototype.connect = original;
  };
}

/** `connect(options)`, `connect(port, host)`, `connect(path)`. */
function targetOf([first, second]: readonly unknown[]): Target {
  if (typeof first === 'object' && first !== null) return 'path' in first && first.path ? {} : first;
  if (typeof first === 'string' && !(Number(first) >= 0)) return {};
  return { port: first, ...(typeof second === 'string' ? { host: second } : {}) };
}
