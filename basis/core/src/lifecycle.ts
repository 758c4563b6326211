import type { Logger } from './logger.ts';

type Release = () => Promise<void> | void;

/**
 * A list of releases, run in reverse when the scope is stopped: whatever acquires a resource registers its release
 * at once, so that a half-finished start can be undone. A release that fails is logged and does not keep the
 * others from running. `stop` may be called many times; the work happens once.
 *
 * @example const scope = createLifecycle(logger);
 *   const pool = new Pool(); scope.onStop('pool', () => pool.end());
 *   await scope.stop();
 */
export interface Lifecycle {
  onStop(name: string, release: Release): void;
  stop(): Promise<void>;
  readonly stopping: boolean;
}

/** A new, empty lifecycle. */
export function createLifecycle(logger: Logger): Lifecycle {
  const releases: { name: string; release: Release }[] = [];
  let stopped: Promise<void> | undefined;

  async function releaseAll(): Promise<void> {
    for (let entry = releases.pop(); entry !== undefined; entry = releases.pop()) {
      try {
        await entry.release();
      } catch (error) {
        logger.error({ err: error, resource: entry.name }, 'a resource could not be released');
      }
    }
  }

  return {
    onStop(name, release) {
      releases.push({ name, release });
    },
    stop() {
      stopped ??= releaseAll();
      return stopped;
    },
    get stopping() {
      return stopped !== undefined;
    },
  };
}
