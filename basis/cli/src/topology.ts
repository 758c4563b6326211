import type { Environment, Logger } from '@strata/basis-core';
import type { Composition, IdentityKeys } from '@strata/basis-subgraph';
import type { Engines } from './engines.ts';
import type { Settings } from './settings.ts';
import type { Controls } from './system-control.ts';

/** What a topology is started with. */
export interface TopologyOptions {
  composition: Composition;
  settings: Settings;
  logger: Logger;
  port: number;
  engines: Engines;
  keys: IdentityKeys;
  /** The process's environment with the origin filled in. */
  environment: Environment;
  seed: boolean;
  /** Services whose log lines are shown; all when empty. */
  only: readonly string[];
  watch: boolean;
}

/** Gateway and subgraphs, up and reachable at `url`. */
export interface RunningSystem extends Controls {
  readonly url: string;
  readonly topology: 'one process' | 'a process each';
  stop(): Promise<void>;
}
