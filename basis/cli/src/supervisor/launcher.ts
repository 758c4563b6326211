import { type ChildProcess, spawn } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ChildSpec } from './child-spec.ts';
import type { GoMessage } from './messages.ts';

/** Where a negative pid means a process group. */
const HAS_PROCESS_GROUPS = process.platform !== 'win32';

export interface StandbyOptions {
  /**
   * What a spare process loads before it is needed, by import names. When code of ours that is among it changes, the
   * spare has to be thrown away.
   */
  modules: readonly string[];
}

export interface LauncherOptions {
  /** Keeps one spare process for whichever `module` child has to be started next; without it none is kept. */
  standby?: StandbyOptions | undefined;
  /** Node's own options for `module` children. Default: those of this process, its debugger's port excepted. */
  execArgv?: readonly string[] | undefined;
}

/** Starts the processes of children: `command`s as they are, `module`s through a spare process where one is kept. */
export interface Launcher {
  launch(spec: ChildSpec): ChildProcess;
  /** Prepares the next spare process in the background; to be called when the machine has time for it. */
  prepareSpare(): void;
  /** Throws the spare process away: it has loaded what is no longer so. */
  discardSpare(): void;
  close(): void;
}

/** A launcher without a spare process yet: the first one is made by `prepareSpare`. */
export function createLauncher({ standby, execArgv = ownExecArgv() }: LauncherOptions = {}): Launcher {
  let spare: ChildProcess | undefined;
  let closed = false;

  function takeSpare(): ChildProcess | undefined {
    const taken = spare;
    spare = undefined;
    taken?.removeAllListeners('exit');
    return taken?.connected === true ? taken : undefined;
  }

  function discardSpare(): void {
    const unwanted = spare;
    spare = undefined;
    if (unwanted !== undefined) signalGroup(unwanted, 'SIGKILL');
  }

  return {
    launch(spec) {
      if ('command' in spec) return spawnGroup(spec.command, spec.args ?? [], spec.env);
      const host = takeSpare() ?? spawnStandby(execArgv, []);
      host.send(goMessage(spec), () => undefined); // a host that is gone already reports it by its exit
      return host;
    },
    prepareSpare() {
      if (standby === undefined || spare !== undefined || closed) return;
      const fresh = spawnStandby(execArgv, standby.modules);
      fresh.once('exit', () => {
        if (spare === fresh) spare = undefined;
      });
      fresh.on('error', () => undefined); // no spare, then: the next start is a cold one
      spare = fresh;
    },
    discardSpare,
    close() {
      closed = true;
      discardSpare();
    },
  };
}

/** Sends a signal to a child and to whatever it has started itself. */
export function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(HAS_PROCESS_GROUPS ? -pid : pid, signal);
  } catch {
    // nobody of the group is left
  }
}

function goMessage({ name, module, args = [], env = {} }: Extract<ChildSpec, { module: string }>): GoMessage {
  return { type: 'strata:go', name, module, args, env };
}

function ownExecArgv(): string[] {
  return process.execArgv.filter((argument) => !argument.startsWith('--inspect'));
}

function spawnStandby(execArgv: readonly string[], modules: readonly string[]): ChildProcess {
  const program = fileURLToPath(new URL(`./standby${extname(import.meta.url)}`, import.meta.url));
  return spawnGroup(process.execPath, [...execArgv, program, ...modules]);
}

/** A group of its own keeps Ctrl-C from reaching children behind the supervisor's back, out of order. */
function spawnGroup(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): ChildProcess {
  return spawn(command, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: HAS_PROCESS_GROUPS,
    windowsHide: true,
  });
}
