import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from '@strata/basis-core';

/** Where a running system can be told things, and the secret that shows the right to: readable by its owner only. */
export interface ControlFile {
  port: number;
  secret: string;
  pid: number;
  /** The system's own URL, for people and clients. */
  url: string;
  startedAt: string;
}

const schema = z.object({
  port: z.number().int().min(1).max(65_535),
  secret: z.string().min(1),
  pid: z.number().int().positive(),
  url: z.string(),
  startedAt: z.string(),
});

const OWNER_ONLY = 0o600;

const pathIn = (dataDir: string): string => join(dataDir, 'control.json');

/** Writes it whole or not at all. */
export async function writeControlFile(dataDir: string, content: ControlFile): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  const draft = `${pathIn(dataDir)}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: OWNER_ONLY });
  await chmod(draft, OWNER_ONLY); // a draft left by an earlier process of this pid would have kept its own mode
  await rename(draft, pathIn(dataDir));
}

/** What was written last, or undefined when there is nothing that can be read. */
export async function readControlFile(dataDir: string): Promise<ControlFile | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(pathIn(dataDir), 'utf8')));
  } catch {
    return undefined;
  }
}

/** Removes it, unless another process has written its own since. */
export async function removeControlFile(dataDir: string, { secret }: ControlFile): Promise<void> {
  const present = await readControlFile(dataDir);
  if (present?.secret === secret) await rm(pathIn(dataDir), { force: true });
}
