import { Socket } from 'node:dgram';
import type { Refuse } from './guard-egress.ts';
import type { KnownAddresses } from './known-addresses.ts';

type Method = (this: Socket, ...args: readonly unknown[]) => void;

/** Guards what is sent without a connection, and connections of datagram sockets. A refusal is told as Node tells errors. */
export function guardDatagrams(known: KnownAddresses, refuse: Refuse): () => void {
  const { connect, send } = Socket.prototype;
  const guarded = (original: Method, targetOf: (args: readonly unknown[]) => readonly unknown[]): Method =>
    function (this: Socket, ...args) {
      const [port, address] = isConnected(this) ? [] : targetOf(args);
      const host = typeof address === 'string' && address !== '' ? address : 'localhost';
      if (port === undefined || known.hasPort(host, Number(port))) return original.apply(this, [...args]);
      const error = refuse('datagram', host, Number(port));
      const listener = args.find((argument) => typeof argument === 'function');
      process.nextTick(() => (listener === undefined ? this.emit('error', error) : listener(error)));
    };
  Socket.prototype.connect = guarded(connect as Method, (args) => args) as typeof connect;
  Socket.prototype.send = guarded(send as Method, sentTo) as typeof send;
  return () => Object.assign(Socket.prototype, { connect, send });
}

/** `send(message, port, address?)`, or `send(buffer, offset, length, port, address?)`. */
function sentTo([, second, third, fourth, fifth]: readonly unknown[]): readonly unknown[] {
  const isPart = Boolean(fifth) || (Boolean(fourth) && typeof fourth !== 'function');
  return isPart ? [fourth, fifth] : [second, third];
}

/** Then it was asked for when it was connected. */
function isConnected(socket: Socket): boolean {
  try {
    return socket.remoteAddress() !== undefined;
  } catch {
    return false;
  }
}
