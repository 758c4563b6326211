import { constants } from 'node:os';

/** One Ctrl-C may arrive twice, from the terminal or init system and from the launcher that passes it on. */
const ONE_PRESS_MS = 1_000;

/**
 * Resolves once the process is asked to end: Ctrl-C, SIGTERM, a terminal that was closed, or, as SIGPIPE, a reader of
 * its output that went away (`npm start | head`). Who asks again, later, does not want to wait, and the process ends at
 * once. Output that cannot be written for another reason, such as a full disk, is lost, and the process goes on.
 */
export function untilStopped(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const output of [process.stdout, process.stderr]) {
      output.on('error', ({ code }: NodeJS.ErrnoException) => {
        if (code === 'EPIPE') resolve('SIGPIPE');
      });
    }
    let askedAt: number | undefined;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        askedAt ??= performance.now();
        if (performance.now() - askedAt > ONE_PRESS_MS) process.exit(128 + constants.signals[signal]);
        resolve(signal);
      });
    }
  });
}
