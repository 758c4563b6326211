import { watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { EnvironmentError, type Logger } from '@strata/basis-core';
import { type SplitSupergraph, splitAuthorization } from './split-authorization.ts';

/** A file is often written in several steps; it is read once they are over. */
const SETTLE_MS = 50;

/**
 * The supergraph as it stands in its file.
 *
 * @throws EnvironmentError saying what to do when there is none, or it cannot be read
 */
export async function loadSupergraph(file: string): Promise<SplitSupergraph> {
  const remedy = 'Run `npm run -s strata -- compose` to write it.';
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new EnvironmentError(`The supergraph ${file} cannot be read (${cause.code}). ${remedy}`, { cause });
  });
  try {
    return splitAuthorization(text);
  } catch (cause) {
    throw new EnvironmentError(`The supergraph ${file} is not valid: ${(cause as Error).message} ${remedy}`, { cause });
  }
}

export interface WatchOptions {
  file: string;
  /** What is in force now. */
  current: SplitSupergraph;
  logger: Logger;
  /** Called with each new content; what it throws keeps the old one. */
  onChange(supergraph: SplitSupergraph): void;
}

/**
 * Takes up changes of the supergraph's file, until the returned function is called. Its folder is watched, because a
 * careful writer replaces the file. A file that is broken is logged, and what was there before stays in force.
 */
export function watchSupergraph({ file, current, logger, onChange }: WatchOptions): () => void {
  let timer: NodeJS.Timeout | undefined;
  let inForce = current.sdl;

  async function reload(): Promise<void> {
    try {
      const supergraph = await loadSupergraph(file);
      if (supergraph.sdl === inForce) return;
      onChange(supergraph);
      inForce = supergraph.sdl;
      logger.info('the supergraph changed');
    } catch (error) {
      logger.error({ err: error }, 'the changed supergraph is broken; the one before stays in force');
    }
  }

  const watcher = watch(dirname(file), { persistent: false }, (_event, name) => {
    // Kubernetes replaces a mounted file by turning a link whose name begins with two dots.
    if (name !== null && name !== basename(file) && !name.startsWith('..')) return;
    clearTimeout(timer);
    timer = setTimeout(() => void reload(), SETTLE_MS);
  });
  watcher.on('error', (error) => logger.error({ err: error }, 'the supergraph is no longer watched'));
  return () => {
    clearTimeout(timer);
    watcher.close();
  };
}
