import type { Composition, Operations } from '@strata/basis-subgraph';
import type { Command } from 'commander';
import { dataDirectory } from '../settings.ts';
import { print } from '../terminal.ts';
import type { Answer } from './answer.ts';
import {
  discardLetters,
  editLetter,
  type LetterChoice,
  type LetterFilter,
  listLetters,
  replayLetters,
  showLetter,
} from './dead-letters.ts';
import { doctor } from './doctor.ts';
import { erase } from './erase.ts';
import { openOperations } from './operations.ts';
import { abandonConsumer, outboxStatus } from './outbox.ts';
import { checkReplicas, rebuildReplicas, replicaStatus } from './replicas.ts';
import { changeTask, listTasks, runTask, showTask, type TaskFilter } from './tasks.ts';

interface Shared {
  json?: boolean;
  port?: string;
  dataDir?: string;
}

type Work<Options> = (operations: Operations, args: (string | undefined)[], options: Options) => Promise<Answer>;

/** The commands by which a person looks after messages, replicas and tasks of a system that runs. */
export function addOperating(program: Command, composition: Composition): void {
  const act = <Options = object>(command: Command, work: Work<Options>): Command =>
    command
      .option('--port <port>', 'the port of the system that is meant')
      .option('--data-dir <folder>', 'where that system keeps its state (default: .data)')
      .option('--json', 'print JSON')
      .action(async () => {
        const { json = false, port, dataDir, ...options } = command.opts<Shared & Options>();
        const target = { dataDir: dataDirectory(composition.root, dataDir), port };
        const answer = await work(await openOperations(target, process.env), command.args, options as Options);
        print(json ? answer.json : answer.text, { json });
        if (answer.failed) process.exitCode = 1;
      });
  addReplicas(program, act);
  addDeadLetters(program, act);
  addTasks(program, act);
  addOutbox(program, act);
  act(
    program
      .command('erase <entity> <id>')
      .description('take what messages, copies and dead letters say of something out of all services'),
    (operations, [entity = '', id = '']) => erase(operations, entity, id),
  );
  act(
    program.command('doctor').description('whether all is well, and what to do where it is not; exit code 1 then'),
    (operations) => doctor(operations),
  );
}

type Act = <Options = object>(command: Command, work: Work<Options>) => Command;

/** A noun with verbs, one of which is meant when none is named. */
function noun(program: Command, name: string, description: string) {
  const parent = program.command(name).description(description);
  return (verb: string, what: string, isDefault = false) => parent.command(verb, { isDefault }).description(what);
}

function addReplicas(program: Command, act: Act): void {
  const replicas = noun(program, 'replicas', "copies that services keep of others' entities");
  act(replicas('status [service] [entity]', 'how they are (default)', true), (operations, [service, entity]) =>
    replicaStatus(operations, { service, entity }),
  );
  act<{ repair: boolean }>(
    replicas('check [service] [entity]', 'compare with their sources, and put right what differs').option(
      '--no-repair',
      'only look',
    ),
    (operations, [service, entity], { repair }) => checkReplicas(operations, { service, entity }, { repair }),
  );
  act(replicas('rebuild <service> [entity]', 'fill anew, while the rows that are there serve'), (operations, args) =>
    rebuildReplicas(operations, { service: args[0], entity: args[1] }),
  );
}

const filtered = (command: Command): Command =>
  command
    .option('--source <service>', 'from this service')
    .option('--topic <topic>', 'of this topic, such as orders.OrderPlaced')
    .option('--handler <name>', 'of this handler')
    .option('--reason <code>', 'parked for this reason, such as HANDLER_FAILED')
    .option('--fingerprint <fingerprint>', 'failures of the same kind')
    .option('--aggregate <id>', 'of this aggregate');

function addDeadLetters(program: Command, act: Act): void {
  const letters = noun(program, 'dead-letters', 'messages that could not be taken in');
  act<LetterFilter & { grouped?: boolean; limit?: string }>(
    filtered(letters('list [service]', 'those that are open (default)', true))
      .option('--state <state>', 'failed, behind, replayed, discarded or superseded')
      .option('--grouped', 'failures of the same kind as one line')
      .option('--limit <number>', 'at most so many of each service'),
    (operations, [service], options) => listLetters(operations, service, options),
  );
  act(letters('show <service> <number>', 'all that there is about one'), (operations, [service = '', number = '']) =>
    showLetter(operations, service, number),
  );
  act<{ payload: string }>(
    letters('edit <service> <number>', 'give one another payload').requiredOption(
      '--payload <json>',
      'the payload, or @file',
    ),
    (operations, [service = '', number = ''], { payload }) => editLetter(operations, service, number, payload),
  );
  act<LetterChoice>(
    filtered(letters('replay <service> [number]', 'try again, in order: one, those that match, or --all')).option(
      '--all',
      'all that are open',
    ),
    (operations, [service = '', number], choice) => replayLetters(operations, service, { ...choice, number }),
  );
  act<LetterChoice>(
    filtered(letters('discard <service> [number]', 'throw away: one, those that match, or --all')).option(
      '--all',
      'all that are open',
    ),
    (operations, [service = '', number], choice) => discardLetters(operations, service, { ...choice, number }),
  );
}

function addTasks(program: Command, act: Act): void {
  const tasks = noun(program, 'tasks', 'work that services do for each other');
  act<TaskFilter>(
    tasks('list [service]', 'the latest first (default)', true)
      .option('--topic <topic>', 'of this topic, such as mail-eg.send')
      .option('--state <state>', 'waiting, running, done, failed, expired or cancelled')
      .option('--limit <number>', 'at most so many of each service'),
    (operations, [service], options) => listTasks(operations, service, options),
  );
  act(tasks('show <service> <id>', 'its input and what came of it'), (operations, [service = '', id = '']) =>
    showTask(operations, service, id),
  );
  for (const [action, what] of [
    ['retry', 'try it now, though it had ended'],
    ['cancel', 'give it up'],
  ] as const) {
    act(tasks(`${action} <service> <id>`, what), (operations, [service = '', id = '']) =>
      changeTask(operations, action, service, id),
    );
  }
  act<{ input: string }>(
    tasks('run <service> <topic>', 'have a service carry one out').option(
      '--input <json>',
      'its input, or @file',
      '{}',
    ),
    (operations, [service = '', topic = ''], { input }) => runTask(operations, service, topic, input),
  );
}

function addOutbox(program: Command, act: Act): void {
  const outbox = noun(program, 'outbox', 'what services publish, and who reads it');
  act(outbox('status [service]', 'who is how far (default)', true), (operations, [service]) =>
    outboxStatus(operations, service),
  );
  act(
    outbox('abandon <service> <consumer>', 'keep nothing for a consumer any more: it will never come back'),
    (operations, [service = '', consumer = '']) => abandonConsumer(operations, service, consumer),
  );
}
