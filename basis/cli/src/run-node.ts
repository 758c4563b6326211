import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Ctrl-C reaches both by the terminal; these only whom they are sent to. */
const PASSED_ON = ['SIGTERM', 'SIGHUP'] as const;

/**
 * Runs a Node program in the foreground, with this process's terminal; what would end this process ends that one first.
 *
 * @returns its exit code; 1 when a signal ended it
 */
export async function runNode(
  args: readonly string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv },
): Promise<number> {
  const child = spawn(process.execPath, args, { stdio: 'inherit', cwd: options.cwd, env: options.env ?? process.env });
  const passOn = (signal: NodeJS.Signals) => child.kill(signal);
  for (const signal of PASSED_ON) process.on(signal, passOn);
  try {
    const [code] = (await once(child, 'exit')) as [number | null];
    return code ?? 1;
  } finally {
    for (const signal of PASSED_ON) process.off(signal, passOn);
  }
}
