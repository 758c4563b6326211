import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Runs a Node program in the foreground, with this process's terminal.
 *
 * @returns its exit code; 1 when a signal ended it
 */
export async function runNode(
  args: readonly string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv },
): Promise<number> {
  const child = spawn(process.execPath, args, { stdio: 'inherit', cwd: options.cwd, env: options.env ?? process.env });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}
