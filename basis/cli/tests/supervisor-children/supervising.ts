// A supervisor with two children and a spare process, for the test that kills it: it prints its children's pids.
import { createLogger } from '@strata/basis-core';
import { createLogStream, createSupervisor } from '../../src/supervisor/index.ts';

const module = new URL('./service.ts', import.meta.url).pathname;
const output = createLogStream({ stdout: process.stderr, stderr: process.stderr, forPeople: true });
const logger = createLogger({ service: 'supervisor', level: 'warn' });
const spare = new URL('./write-pid.ts', import.meta.url).href;
const supervisor = createSupervisor({ logger, output, standby: { modules: [spare] } });
await Promise.all([
  supervisor.start({ name: 'one', module, args: ['one'] }),
  supervisor.start({ name: 'two', module, args: ['two', 'deaf'] }),
]);
process.stdout.write(`${JSON.stringify(supervisor.status().map(({ pid }) => pid))}\n`);
