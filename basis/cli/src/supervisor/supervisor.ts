import { type Logger, NotFoundError, StrataError } from '@strata/basis-core';
import { DEFAULT_TIMING, type Timing } from './backoff.ts';
import { Child } from './child.ts';
import type { ChildSpec, ChildStatus } from './child-spec.ts';
import { createLauncher, type StandbyOptions } from './launcher.ts';
import type { LogStream } from './log-stream.ts';

export interface SupervisorOptions {
  logger: Logger;
  output: LogStream;
  /** Keeps one spare process that has loaded these modules, so that the next start of a `module` child is quick. */
  standby?: StandbyOptions;
  /** Node's own options for `module` children. Default: those of this process. */
  execArgv?: readonly string[];
  timing?: Partial<Timing>;
  /** Told of each change of a child's state. */
  onState?: (status: ChildStatus) => void;
}

/** Keeps processes running. It knows nothing of what they do. */
export interface Supervisor {
  /**
   * Starts a child, or one that was stopped, by its name; resolves when it serves.
   *
   * @throws StrataError `START_FAILED`, `START_TIMEOUT` (it keeps trying), `STOPPED` when it is stopped meanwhile
   */
  start(child: ChildSpec | string): Promise<void>;
  /** SIGTERM, then SIGKILL after the limit; resolves when the process is gone. It stays stopped until `start`. */
  stop(name: string): Promise<void>;
  /** Ends the process and starts another at once, without a pause. `limitMs`: from SIGTERM to SIGKILL. */
  restart(name: string, options?: { limitMs?: number }): Promise<void>;
  /** Throws the spare process away, for it has loaded what has changed since. The next one is made in the background. */
  discardSpare(): void;
  /** Stops all children, those that are needed by others after these. Nothing can be started any more. */
  stopAll(): Promise<void>;
  /** All children, in the order in which they were first started. */
  status(): ChildStatus[];
  specs(): ChildSpec[];
  /** What a child said of itself when it last became ready. */
  details(name: string): unknown;
}

/**
 * Starts, restarts and stops child processes. Each is a process group of its own, and ends when the supervisor does,
 * even by `kill -9`, if it calls `exitWithParent()`.
 *
 * @example const supervisor = createSupervisor({ logger, output: createLogStream({ ... }) });
 *   await supervisor.start({ name: 'catalog', command: process.execPath, args: ['catalog.js'] });
 *   await supervisor.stopAll();
 */
export function createSupervisor(options: SupervisorOptions): Supervisor {
  const { logger, output, standby, onState } = options;
  const timing = { ...DEFAULT_TIMING, ...options.timing };
  const children = new Map<string, Child>();
  const launcher = createLauncher({ standby, execArgv: options.execArgv });
  let closing = false;

  function stateChanged(status: ChildStatus): void {
    onState?.(status);
    const all = [...children.values()].map((child) => child.status.state);
    // While somebody starts, a spare process would only compete with it for the processor.
    if (!closing && all.every((state) => state === 'ready' || state === 'stopped')) launcher.prepareSpare();
  }

  function childNamed(name: string): Child {
    const child = children.get(name);
    if (child === undefined) throw new NotFoundError('service', name, { details: { known: [...children.keys()] } });
    return child;
  }

  function childOf(spec: ChildSpec): Child {
    if (children.has(spec.name)) throw new StrataError('CONFLICT', `There is a child ${spec.name} already.`, 409);
    const child = new Child(spec, { timing, launcher, output, logger, onState: stateChanged });
    children.set(spec.name, child);
    return child;
  }

  return {
    async start(given) {
      if (closing) throw new StrataError('STOPPED', 'The system is being stopped.', 409);
      await (typeof given === 'string' ? childNamed(given) : childOf(given)).start();
    },
    stop: async (name) => childNamed(name).stop(),
    async restart(name, { limitMs } = {}) {
      if (closing) throw new StrataError('STOPPED', 'The system is being stopped.', 409);
      await childNamed(name).restart(limitMs);
    },
    discardSpare: () => launcher.discardSpare(),
    async stopAll() {
      closing = true;
      launcher.close();
      await stopInOrder([...children.values()]);
    },
    status: () => [...children.values()].map((child) => child.status),
    specs: () => [...children.values()].map((child) => child.spec),
    details: (name) => childNamed(name).details,
  };
}

/** Each child is stopped as soon as nobody that needs it is left. */
async function stopInOrder(children: readonly Child[]): Promise<void> {
  const stopped = new Map<string, Promise<void>>();
  function stopOne(child: Child, path: readonly Child[]): Promise<void> {
    const known = stopped.get(child.spec.name);
    if (known !== undefined) return known;
    const users = children.filter((other) => other.spec.needs?.includes(child.spec.name) && !path.includes(other));
    const done = Promise.all(users.map((user) => stopOne(user, [...path, child]))).then(() => child.stop());
    stopped.set(child.spec.name, done);
    return done;
  }
  await Promise.all(children.map((child) => stopOne(child, [child])));
}
