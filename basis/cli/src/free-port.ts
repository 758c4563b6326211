import { createServer } from 'node:net';
import { EnvironmentError } from '@strata/basis-core';

/** How far beyond the usual port a free one is looked for. */
const PORTS_TRIED = 50;

/** A port that nobody else can take before it is given back: two systems that start at once find one each. */
export interface HeldPort {
  readonly port: number;
  release(): Promise<void>;
}

/**
 * Holds the port to listen on: the wanted one, or the first free one from `from` on. Release it just before listening.
 *
 * @throws EnvironmentError when the wanted one is taken, or none is free
 */
export async function holdPort(wanted: number | undefined, from: number, host: string): Promise<HeldPort> {
  if (wanted === 0) return { port: 0, release: async () => {} };
  if (wanted !== undefined) {
    const held = await tryToHold(wanted, host);
    if (held !== undefined) return held;
    throw new EnvironmentError(`Port ${wanted} is taken. Stop what uses it, or choose another with --port.`);
  }
  for (let port = from; port < from + PORTS_TRIED; port += 1) {
    const held = await tryToHold(port, host);
    if (held !== undefined) return held;
  }
  throw new EnvironmentError(`No port from ${from} to ${from + PORTS_TRIED - 1} is free. Choose one with --port.`);
}

function tryToHold(port: number, host: string): Promise<HeldPort | undefined> {
  return new Promise((resolve, reject) => {
    const holder = createServer((socket) => socket.destroy());
    holder.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error.code === 'EACCES' ? forbidden(port) : error);
    });
    const release = () => new Promise<void>((released) => holder.close(() => released()));
    holder.listen(port, host, () => resolve({ port, release }));
    holder.unref();
  });
}

function forbidden(port: number): EnvironmentError {
  return new EnvironmentError(`This user may not listen on port ${port}. Choose one above 1023 with --port.`);
}
