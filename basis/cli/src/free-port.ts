import { createServer } from 'node:net';
import { EnvironmentError } from '@strata/basis-core';

/** How far beyond the usual port a free one is looked for. */
const PORTS_TRIED = 50;

/** The port to listen on: the wanted one, which must be free, or the first free one from `from` on. */
export async function choosePort(wanted: number | undefined, from: number, host: string): Promise<number> {
  if (wanted !== undefined) {
    if (wanted === 0 || (await isFree(wanted, host))) return wanted;
    throw new EnvironmentError(`Port ${wanted} is taken. Stop what uses it, or choose another with --port.`);
  }
  for (let port = from; port < from + PORTS_TRIED; port += 1) {
    if (await isFree(port, host)) return port;
  }
  throw new EnvironmentError(`No port from ${from} to ${from + PORTS_TRIED - 1} is free. Choose one with --port.`);
}

function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else if (error.code === 'EACCES')
        reject(new EnvironmentError(`This user may not listen on port ${port}. Choose one above 1023 with --port.`));
      else reject(error);
    });
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}
