import type { Environment } from '@strata/basis-core';
import type { Checkpoint } from '@strata/basis-messaging';
import {
  createSwitchedClient,
  type HostedSubgraph,
  hostSubgraph,
  type SubgraphDefinition,
} from '@strata/basis-subgraph';
import { createTestDatabase, openTestTransport, silentLogger } from '@strata/basis-testing';

/** A service in two processes, on one database. */
export interface TwoProcesses {
  /** One of them. */
  hosted(): HostedSubgraph;
  /** What comes of so many attempts at tasks is not stored, as if their process had died: another attempt follows. */
  loseRecords(count: number): void;
  /** Stops both, and starts them with other settings. */
  restart(environment: Environment): Promise<void>;
  stop(): Promise<void>;
}

/** @param environment of each */
export async function startTwoProcesses(
  definition: SubgraphDefinition,
  environment: Environment,
): Promise<TwoProcesses> {
  const queues = openTestTransport(silentLogger());
  const database = await createTestDatabase(definition);
  const processes: HostedSubgraph[] = [];
  let lost = 0;
  const checkpoint = (point: Checkpoint) => {
    if (point !== 'before the commit of a task' || lost === 0) return;
    lost -= 1;
    throw new Error('The process died.');
  };
  const start = async (settings: Environment) => {
    const hosted = await hostSubgraph(definition, {
      databaseUrl: database.url,
      environment: { ...settings },
      logger: silentLogger(),
      development: true,
      services: createSwitchedClient,
      trust: { services: [] },
      transport: queues.transport,
      checkpoint,
    });
    processes.push(hosted);
  };
  const stopAll = () => Promise.all(processes.splice(0).map((each) => each.stop()));
  const stop = async () => {
    await stopAll();
    await queues.drop();
    await database.drop();
  };
  const restart = async (settings: Environment) => {
    await stopAll();
    await start(settings);
    await start(settings);
  };
  await restart(environment).catch(async (error) => {
    await stop();
    throw error;
  });
  return {
    hosted() {
      const [hosted] = processes;
      if (hosted === undefined) throw new Error('They have stopped.');
      return hosted;
    },
    loseRecords(count) {
      lost = count;
    },
    restart,
    stop,
  };
}
