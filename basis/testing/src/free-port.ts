import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below those that Linux gives to outgoing connections, one of which may take a port before it is listened on. */
const LOWEST_PORT = 20_000;
const HIGHEST_PORT = 32_000;

/** A TCP port of this machine that nobody listens on, nor any outgoing connection will take. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(LOWEST_PORT, HIGHEST_PORT);
    const probe = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      probe.once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!isFree) continue;
    await new Promise((resolve) => probe.close(resolve));
    return port;
  }
}
