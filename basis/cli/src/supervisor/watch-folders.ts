import { createHash } from 'node:crypto';
import { type FSWatcher, readdirSync, readFileSync, statSync, watch } from 'node:fs';
import { basename, join } from 'node:path';

/** Long enough for an editor's write-and-rename or a formatter's two writes, too short to be felt. */
const DEBOUNCE_MS = 30;
const IGNORED_FOLDERS = new Set(['node_modules', 'tests', 'coverage']);
/** What a process is made of. A schema (.graphql) is printed from it, and restarts nobody. */
const SOURCE = /\.(ts|js|json)$/;

export interface WatchFoldersOptions {
  /** Absolute paths; everything below them is watched, what is added later included. */
  folders: readonly string[];
  debounceMs?: number;
  /** Told of the files, absolute, whose content changed, that were added or removed. */
  onChange(files: string[]): void;
}

/** Watches source files. Close it to release the handles. */
export interface FolderWatch {
  close(): void;
}

/**
 * One watch for each folder, not for each file: it sees editors that replace a file instead of writing into it. A
 * save that leaves the content as it was is no change, so a generator that writes the same again starts nothing.
 */
export function watchFolders({ folders, debounceMs = DEBOUNCE_MS, onChange }: WatchFoldersOptions): FolderWatch {
  const watchers = new Map<string, FSWatcher>();
  const known = new Map<string, string>();
  const touched = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  function report(): void {
    const changed = [...touched].filter((path) => hasChanged(known, path));
    touched.clear();
    if (changed.length > 0) onChange(changed);
  }

  function touch(path: string): void {
    touched.add(path);
    clearTimeout(timer);
    timer = setTimeout(report, debounceMs);
  }

  function forget(folder: string): void {
    watchers.get(folder)?.close();
    watchers.delete(folder);
    for (const path of known.keys()) if (path.startsWith(`${folder}/`)) touch(path);
  }

  /** @param isNew whether its files are news, as those of a folder that was just made are */
  function addFolder(folder: string, isNew: boolean): void {
    if (watchers.has(folder) || isIgnored(folder)) return;
    const watcher = watch(folder, (_event, name) => seen(folder, name));
    watcher.on('error', () => forget(folder)); // the folder is gone
    watchers.set(folder, watcher);
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) addFolder(path, isNew);
      else if (isNew && SOURCE.test(path)) touch(path);
      else if (SOURCE.test(path)) hasChanged(known, path);
    }
  }

  function seen(folder: string, name: string | null): void {
    if (name === null) return;
    const path = join(folder, name);
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) addFolder(path, true);
    else if (watchers.has(path)) forget(path);
    else if (SOURCE.test(path)) touch(path);
  }

  for (const folder of folders) addFolder(folder, false);
  return {
    close() {
      clearTimeout(timer);
      for (const watcher of watchers.values()) watcher.close();
    },
  };
}

function isIgnored(folder: string): boolean {
  const name = basename(folder);
  return name.startsWith('.') || IGNORED_FOLDERS.has(name);
}

/** Compares a file's content with what it was at the last look, and remembers it. */
function hasChanged(known: Map<string, string>, path: string): boolean {
  const fingerprint = fingerprintOf(path);
  const before = known.get(path);
  if (fingerprint === undefined) known.delete(path);
  else known.set(path, fingerprint);
  return fingerprint !== before;
}

function fingerprintOf(path: string): string | undefined {
  try {
    return createHash('sha256').update(readFileSync(path)).digest('base64');
  } catch {
    return undefined; // removed
  }
}
