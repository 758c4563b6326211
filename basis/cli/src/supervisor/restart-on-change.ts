import { sep } from 'node:path';
import type { Logger } from '@strata/basis-core';
import type { Supervisor } from './supervisor.ts';
import { watchFolders } from './watch-folders.ts';

/** How long a child may finish its requests before an edit takes effect without them. */
const DRAIN_LIMIT_MS = 1_000;

/** A child that was restarted because of files of its own. */
export interface ChildChange {
  child: string;
  /** Absolute paths. */
  files: string[];
  /** What it said of itself when it became ready again. */
  details: unknown;
}

export interface RestartOnChangeOptions {
  supervisor: Supervisor;
  /** Absolute paths of folders that every child is made of: a change in them restarts all. */
  shared: readonly string[];
  /** Folders, beside the shared ones, whose code a spare process has loaded before it is needed. */
  preloaded?: readonly string[];
  logger: Logger;
  /** Called for each restarted child once it serves again, so that its schema can be compared and composed anew. */
  onChange?: (change: ChildChange) => void | Promise<void>;
}

/** Watch mode: stop it before the supervisor. */
export interface RestartOnChange {
  close(): Promise<void>;
}

/**
 * Restarts the children whose sources change, and only those. A stopped child stays stopped. Changes that arrive
 * while a child restarts are taken together and come next; when it does not come up because of what an edit broke, the
 * next edit is tried at once.
 */
export function restartOnChange(options: RestartOnChangeOptions): RestartOnChange {
  const { supervisor, shared, preloaded = [], logger, onChange } = options;
  const pending = new Map<string, Set<string>>();
  const working = new Map<string, Promise<void>>();
  let closed = false;

  async function restart(child: string, files: string[]): Promise<void> {
    const startedAt = performance.now();
    try {
      await supervisor.restart(child, { limitMs: DRAIN_LIMIT_MS });
      logger.info({ child, files, tookMs: Math.round(performance.now() - startedAt) }, 'restarted after an edit');
      await onChange?.({ child, files, details: supervisor.details(child) });
    } catch (error) {
      if (!closed) logger.warn({ child, err: error }, 'an edit could not be put into effect');
    }
  }

  async function work(child: string): Promise<void> {
    for (let files = pending.get(child); files !== undefined && !closed; files = pending.get(child)) {
      pending.delete(child);
      await restart(child, [...files]);
    }
    working.delete(child);
  }

  function changed(child: string, files: readonly string[]): void {
    if (working.has(child) && hasDied(supervisor, child)) {
      // Whoever waits for it to come up goes on when it does; only the pause before the next try is cut short.
      void supervisor.restart(child).catch(() => undefined);
      return;
    }
    pending.set(child, new Set([...(pending.get(child) ?? []), ...files]));
    if (!working.has(child)) working.set(child, work(child));
  }

  const folders = [...new Set([...shared, ...supervisor.specs().flatMap((spec) => spec.sources ?? [])])];
  const watch = watchFolders({
    folders,
    onChange(files) {
      if (files.some((file) => isIn(file, [...shared, ...preloaded]))) supervisor.discardSpare();
      for (const [child, own] of affectedBy(files, supervisor, shared)) changed(child, own);
    },
  });
  return {
    async close() {
      closed = true;
      watch.close();
      await Promise.all(working.values());
    },
  };
}

function hasDied(supervisor: Supervisor, child: string): boolean {
  return supervisor.status().some(({ name, state }) => name === child && state === 'waiting');
}

/** Which running children must restart, and for which files. */
function affectedBy(
  files: readonly string[],
  supervisor: Supervisor,
  shared: readonly string[],
): Map<string, string[]> {
  const stopped = new Set(supervisor.status().flatMap(({ name, state }) => (state === 'stopped' ? [name] : [])));
  const affected = new Map<string, string[]>();
  for (const { name, sources = [] } of supervisor.specs()) {
    const own = files.filter((file) => isIn(file, [...shared, ...sources]));
    if (own.length > 0 && !stopped.has(name)) affected.set(name, own);
  }
  return affected;
}

function isIn(file: string, folders: readonly string[]): boolean {
  return folders.some((folder) => file.startsWith(folder + sep));
}
