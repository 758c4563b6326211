import { constants } from 'node:os';

/** One Ctrl-C may arrive twice, from the terminal or init system and from the launcher that passes it on. */
const ONE_PRESS_MS = 1_000;

/**
 * Resolves once the process is asked to end: Ctrl-C, SIGTERM, or a terminal that was closed. Who asks again, later,
 * does not want to wait, and the process ends at once.
 */
export function untilStopped(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
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
