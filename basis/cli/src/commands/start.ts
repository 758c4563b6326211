import { join } from 'node:path';
import { createLifecycle, createLogger } from '@strata/basis-core';
import { type Composition, loadIdentityKeys } from '@strata/basis-subgraph';
import { banner } from '../banner.ts';
import { startEngines } from '../engines.ts';
import { choosePort } from '../free-port.ts';
import { startInOneProcess } from '../one-process.ts';
import { startProcesses } from '../processes.ts';
import { DEFAULT_PORT, dataDirectory, readSettings } from '../settings.ts';
import { openControl } from '../system-control.ts';
import { shown } from '../system-files.ts';
import { bold, say } from '../terminal.ts';
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

/** `strata start`: engines, migrations, seed, subgraphs, gateway, banner; then serves until it is stopped. */
export async function start(composition: Composition, options: StartOptions): Promise<void> {
  const startedAt = performance.now();
  const settings = readSettings(process.env, options);
  const logger = createLogger({ service: 'strata', level: settings.logLevel, pretty: process.stderr.isTTY });
  const lifecycle = createLifecycle(logger);
  const stopped = untilStopped();
  const dataDir = dataDirectory(composition.root, options.dataDir);
  try {
    const port = await choosePort(settings.port, DEFAULT_PORT, settings.host);
    const reset = options.reset ?? false;
    const engines = await startEngines({ dataDir, environment: process.env, logger, reset, onProgress: say });
    lifecycle.onStop('engines', () => engines.stop());
    const names = composition.subgraphs.map(({ name }) => name);
    const startTopology = options.processes || options.watch ? startProcesses : startInOneProcess;
    const system = await startTopology({
      composition,
      settings,
      logger,
      port,
      engines,
      keys: loadIdentityKeys(join(dataDir, 'identity-keys.json'), names),
      environment: { ...process.env, STRATA_ORIGIN: process.env.STRATA_ORIGIN ?? `http://localhost:${port}` },
      seed: settings.development && options.seed,
      only: options.only?.split(',') ?? [],
      watch: options.watch ?? false,
    });
    lifecycle.onStop('system', () => system.stop());
    const control = await openControl(dataDir, system.url, system, logger);
    lifecycle.onStop('control', () => control.close());
    const facts = {
      url: system.url,
      seconds: (performance.now() - startedAt) / 1000,
      engines: engines.description,
      services: names,
      topology: system.topology,
      takenPort: settings.port === undefined && port !== DEFAULT_PORT ? DEFAULT_PORT : undefined,
      dataDir: shown(process.cwd(), dataDir),
      development: settings.development,
    };
    process.stdout.write(`${banner(facts, bold)}\n`);
    await stopped;
  } finally {
    await lifecycle.stop();
  }
}
