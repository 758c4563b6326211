import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TYPESCRIPT } from './supervisor-children/testing.ts';

const TALKING = new URL('./supervisor-children/talking.ts', import.meta.url).pathname;

test('a process whose output nobody reads any more ends as if it had been asked to', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'strata-output-'));
  try {
    const file = join(folder, 'asked-by');
    const child = spawn(process.execPath, [...TYPESCRIPT, TALKING, file], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    await once(child.stdout, 'data');
    child.stdout.destroy();
    expect(await ended).toEqual([0, null]);
    expect(readFileSync(file, 'utf8')).toBe('SIGPIPE');
  } finally {
    await rm(folder, { recursive: true });
  }
});
