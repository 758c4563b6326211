import type { Composition } from '@strata/basis-subgraph';
import { Command } from 'commander';
import { compose } from './commands/compose.ts';
import { contracts } from './commands/contracts.ts';
import { flow } from './commands/flow.ts';
import { generate } from './commands/generate.ts';
import { checkMigrations, createMigration, migrateAll } from './commands/migrate.ts';
import { secrets } from './commands/secrets.ts';
import { serve } from './commands/serve.ts';
import { type StartOptions, start } from './commands/start.ts';
import { startService, status, stopService, type Target, token } from './commands/talk.ts';
import { bench, chaos, check, test } from './commands/tools.ts';
import { newSubgraph } from './new-subgraph/index.ts';
import { addOperating } from './operators/program.ts';
import { askOnTerminal, removeDemo } from './remove-demo/index.ts';
import { reportError } from './report-error.ts';
import { dataDirectory } from './settings.ts';
import { print, say } from './terminal.ts';

interface Shared {
  json?: boolean;
  port?: string;
  dataDir?: string;
}

/** Runs the command that `argv` names; on failure says why and leaves a non-zero exit code. */
export async function runCli(composition: Composition, argv: readonly string[]): Promise<void> {
  try {
    await createProgram(composition).parseAsync([...argv]);
  } catch (error) {
    reportError(error, { json: argv.includes('--json') });
    process.exitCode = 1;
  }
}

/** The CLI: every command with its options and help. */
export function createProgram(composition: Composition): Command {
  const program = new Command('strata').description('Strata: a federated GraphQL backend').showHelpAfterError();
  addRunning(program, composition);
  addTalking(program, composition);
  addOperating(program, composition);
  addBuilding(program, composition);
  addScaffolding(program, composition);
  addTools(program, composition);
  return program;
}

function addRunning(program: Command, composition: Composition): void {
  program
    .command('start [service]')
    .description('start everything; with a service, start it again in the system that runs')
    .option('--port <port>', 'the port of the gateway (default: 4000, or the next that is free)')
    .option('--data-dir <folder>', 'where state is kept (default: .data)')
    .option('--processes', 'each service in a process of its own')
    .option('--watch', 'as --processes, and what is edited starts anew')
    .option('--only <services>', 'with --processes: show the logs of these services alone, such as catalog,orders')
    .option('--reset', 'throw the data away first')
    .option('--no-seed', 'leave out the demonstration data')
    .option('--json', 'print JSON')
    .action(async (service: string | undefined, options: StartOptions & Shared) => {
      if (service === undefined) await start(composition, options);
      else print(await startService(targetOf(composition, options), service), { json: options.json ?? false });
    });
  program
    .command('serve <service>')
    .description('run one service, or the gateway, configured by its environment: what containers start')
    .action((service: string) => serve(composition, service));
}

function addTalking(program: Command, composition: Composition): void {
  const talk = (name: string, description: string) =>
    program
      .command(name)
      .description(description)
      .option('--port <port>', 'the port of the system that is meant')
      .option('--data-dir <folder>', 'where that system keeps its state (default: .data)')
      .option('--json', 'print JSON');
  talk('stop <service>', 'stop a service of the system that runs; it stays stopped').action(
    async (service: string, options: Shared) =>
      show(await stopService(targetOf(composition, options), service), options),
  );
  talk('status', 'which services of the system are up').action(async (options: Shared) =>
    show(await status(targetOf(composition, options)), options),
  );
  talk('token <account>', 'an access token of a demonstration account, for development').action(
    async (account: string, options: Shared) => show(await token(targetOf(composition, options), account), options),
  );
}

function addBuilding(program: Command, composition: Composition): void {
  program
    .command('generate')
    .description('write schemas, typed clients, contract locks, the AsyncAPI document and the supergraph')
    .option('--check', 'write nothing; fail when something is stale')
    .option('--json', 'print JSON')
    .action(async (options: Shared & { check?: boolean }) =>
      show(await generate(composition, { check: options.check ?? false }), options),
    );
  program
    .command('compose')
    .description('compose supergraph.graphql from supergraph.yaml')
    .option('--check', 'write nothing; fail when it is stale')
    .option('--json', 'print JSON')
    .action(async (options: Shared & { check?: boolean }) =>
      show(await compose(composition, { check: options.check ?? false }), options),
    );
  program
    .command('contracts')
    .description('list events, published entities and tasks; fail when a change of one would break its users')
    .option('--json', 'print JSON')
    .action(async (options: Shared) => show(await contracts(composition), options));
  program
    .command('flow <mutation>')
    .description('draw, in Mermaid, the process that a mutation belongs to')
    .option('--json', 'print JSON')
    .action((mutation: string, options: Shared) => show(flow(composition, mutation), options));
  const migrate = program
    .command('migrate')
    .description('bring the databases of all services up to date')
    .option('--data-dir <folder>', 'where state is kept (default: .data)')
    .option('--json', 'print JSON')
    .action(async (options: Shared) => show(await migrateAll(composition, directory(composition, options)), options));
  migrate
    .command('create <service> [name]')
    .description('write a migration for what the entities have and the migrations have not')
    .action(async (service: string, name: string | undefined) =>
      show(await createMigration(composition, service, name), migrate.opts()),
    );
  migrate
    .command('check')
    .description('fail when entities and migrations disagree')
    .action(async () => show(await checkMigrations(composition), migrate.opts()));
  program
    .command('secrets')
    .description('new keys for a deployment, as lines of an environment file')
    .action(() => print(secrets(composition), { json: false }));
}

function addScaffolding(program: Command, { root }: Composition): void {
  program
    .command('new')
    .description('write what a new part of the system begins with')
    .command('subgraph <name>')
    .description('a service with its sdk, listed, migrated, composed and tested')
    .option('--noun <noun>', 'what it holds, in the singular: wish for wishlist')
    .option('--json', 'print JSON')
    .action(async (name: string, { noun, ...options }: Shared & { noun?: string }) => {
      const made = await newSubgraph({ root, name, ...(noun === undefined ? {} : { noun }), onProgress: say });
      const lines = [...made.files.map((file) => `  ${file}`), '', 'npm start, then ask:', `  ${made.query}`];
      show(options.json ? made : lines.join('\n'), options);
    });
  program
    .command('remove-demo')
    .description('take the demonstration shop out and leave the platform')
    .option('--yes', 'do not ask')
    .option('--force', 'even where git could not bring it back')
    .option('--json', 'print JSON')
    .action(async (options: Shared & { yes?: boolean; force?: boolean }) => {
      const confirm = options.yes ? async () => true : askOnTerminal;
      const { subgraphs, removed, edited } = await removeDemo({
        root,
        force: options.force ?? false,
        confirm,
        onProgress: say,
      });
      const made = { subgraphs, removed, edited: [...edited.keys()] };
      show(
        options.json
          ? made
          : `The demonstration is gone: ${subgraphs.join(', ')}. npm test tells that the rest stands.`,
        options,
      );
    });
}

function addTools(program: Command, composition: Composition): void {
  const tool = (
    name: string,
    description: string,
    run: (composition: Composition, args: string[]) => Promise<number>,
  ) =>
    program
      .command(`${name} [args...]`)
      .description(description)
      .allowUnknownOption()
      .action(async (args: string[]) => {
        process.exitCode = await run(composition, args);
      });
  tool('test', 'run the tests; patterns and Jest options pass through', test);
  tool('check', 'types, lint, import laws, generated code, composition, migrations', check);
  tool('bench', 'measure, and print tables', bench);
  tool('chaos', 'break everything that can break, and count what was lost: --seed, --minutes, --backend', chaos);
}

function show(result: unknown, options: Shared): void {
  print(result, { json: options.json ?? false });
}

function directory({ root }: Composition, options: Shared): string {
  return dataDirectory(root, options.dataDir);
}

function targetOf(composition: Composition, options: Shared): Target {
  return { dataDir: directory(composition, options), port: options.port };
}
