import type { Environment, Logger } from '@strata/basis-core';
import type { Composition, IdentityKeys } from '@strata/basis-subgraph';
import type { Engines } from './engines.ts';
import type { HeldPort } from './free-port.ts';
import type { Settings } from './settings.ts';
import type { Controls } from './system-control.ts';

/** What a topology is started with. */
export interface TopologyOptions {
  composition: Composition;
  settings: Settings;
  logger: Logger;
  /** The gateway's port, to be released when it is about to listen. */
  held: HeldPort;
  engines: Engines;
  keys: IdentityKeys;
  /** The process's environment with the origin filled in. */
  environment: Environment;
  seed: boolean;
  /** Services whose log lines are shown; all when empty. */
  only: readonly string[];
  watch: boolean;
  /** Aborted when the system is asked to end, perhaps before it is up. */
  stopping: AbortSignal;
}

/** The origin that a person types: a machine of one's own by its name, as the tokens' issuer has it too. */
export function originFor(host: string, port: number | string): string {
  const isOwn = ['127.0.0.1', '::1', '0.0.0.0', '::'].includes(host);
  return `http://${isOwn ? 'localhost' : host}:${port}`;
}

/** Gateway and subgraphs, up and reachable at `url`. */
export interface RunningSystem extends Controls {
  readonly url: string;
  readonly topology: 'one process' | 'a process each';
  stop(): Promise<void>;
}
