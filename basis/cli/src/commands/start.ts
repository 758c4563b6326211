import { join } from 'node:path';
import { createLifecycle, createLogger, startTracing } from '@strata/basis-core';
import { type Composition, loadIdentityKeys } from '@strata/basis-subgraph';
import { banner } from '../banner.ts';
import { embeddedConnections, warnOfFewConnections } from '../connection-budget.ts';
import { refuseSecondSystem } from '../control/index.ts';
import { startEngines } from '../engines.ts';
import { holdPort } from '../free-port.ts';
import { startInOneProcess } from '../one-process.ts';
import { startProcesses } from '../processes.ts';
import { DEFAULT_PORT, dataDirectory, readSettings } from '../settings.ts';
import { openControl } from '../system-control.ts';
import { shown } from '../system-files.ts';
import { bold, say } from '../terminal.ts';
import type { RunningSystem, TopologyOptions } from '../topology.ts';
import { untilStopped } from '../until-stopped.ts';

export interface StartOptions {
  port?: string;
  dataDir?: string;
  processes?: boolean;
  watch?: boolean;
  reset?: boolean;
  seed: boolean;
  only?: string;
}

/**
 * `strata start`: engines, migrations, seed, subgraphs, gateway, banner; then serves until it is stopped, by Ctrl-C or
 * SIGTERM, which is a clean end: exit code 0.
 *
 * @throws StrataError `ALREADY_RUNNING`; EnvironmentError, ConfigurationError: a line for each thing to mend
 */
export async function start(composition: Composition, options: StartOptions): Promise<void> {
  const settings = readSettings(process.env, options);
  const logger = createLogger({ service: 'strata', level: settings.logLevel, pretty: process.stderr.isTTY });
  const lifecycle = createLifecycle(logger);
  const stopping = new AbortController();
  const stopped = untilStopped().then(() => stopping.abort());
  const dataDir = dataDirectory(composition.root, options.dataDir);
  try {
    await refuseSecondSystem(dataDir);
    const tracing = await startTracing({ service: 'strata', environment: process.env });
    lifecycle.onStop('tracing', () => tracing.stop());
    const inOneProcess = !(options.processes || options.watch);
    if (inOneProcess) void composition.preload?.().catch(() => undefined); // who needs it says what is wrong
    const held = await holdPort(settings.port, DEFAULT_PORT, settings.host);
    lifecycle.onStop('port', held.release);
    const reset = options.reset ?? false;
    const maxConnections = embeddedConnections(composition.subgraphs.length);
    const engines = await startEngines({
      dataDir,
      environment: process.env,
      logger,
      maxConnections,
      reset,
      onProgress: say,
    });
    lifecycle.onStop('engines', () => engines.stop());
    const parts = { composition, settings, logger, held, engines, dataDir, stopping: stopping.signal };
    const system = await startSystem(parts, options);
    lifecycle.onStop('system', () => system.stop());
    const control = await openControl(dataDir, system.url, system, logger);
    lifecycle.onStop('control', () => control.close());
    if (!stopping.signal.aborted) welcome(parts, system);
    await stopped;
  } catch (error) {
    // What was asked to stop while it started fails in some place, and that is as it should be.
    if (!stopping.signal.aborted) throw error;
  } finally {
    await lifecycle.stop();
  }
}

type Parts = Pick<TopologyOptions, 'composition' | 'settings' | 'logger' | 'held' | 'engines' | 'stopping'> & {
  dataDir: string;
};

async function startSystem(parts: Parts, options: StartOptions): Promise<RunningSystem> {
  const { composition, settings, engines, dataDir } = parts;
  const { port } = parts.held;
  const names = composition.subgraphs.map(({ name }) => name);
  const processes = (options.processes || options.watch) ?? false;
  const redis = Boolean(process.env.REDIS_URL);
  await warnOfFewConnections(engines.adminUrl, { services: names.length, processes, redis }, say);
  const startTopology = processes ? startProcesses : startInOneProcess;
  return startTopology({
    ...parts,
    keys: loadIdentityKeys(join(dataDir, 'identity-keys.json'), names),
    environment: { ...process.env, STRATA_ORIGIN: process.env.STRATA_ORIGIN ?? `http://localhost:${port}` },
    seed: settings.development && options.seed,
    only: options.only?.split(',') ?? [],
    watch: options.watch ?? false,
  });
}

function welcome({ composition, settings, held, engines, dataDir }: Parts, system: RunningSystem): void {
  const facts = {
    url: system.url,
    seconds: performance.now() / 1000, // since the process began, with all that it had to load
    engines: engines.description,
    services: composition.subgraphs.map(({ name }) => name),
    topology: system.topology,
    takenPort: settings.port === undefined && held.port !== DEFAULT_PORT ? DEFAULT_PORT : undefined,
    dataDir: shown(process.cwd(), dataDir),
    development: settings.development,
  };
  process.stdout.write(`${banner(facts, bold)}\n`);
}
