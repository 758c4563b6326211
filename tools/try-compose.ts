// Starts what docker-compose.yml says, where there is no Docker to do it: the same commands with the same environment,
// in the same order, each awaited by its own health check, on a PostgreSQL and a Redis that they did not start.
//   node tools/try-compose.ts <folder>         the folder that try-dockerfile.ts made
// Host names become ports of this machine; the rest is taken as it stands. Run as root, the services run as nobody.
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { createLogger } from '@strata/basis-core';
import { startEmbeddedPostgres } from '@strata/basis-storage';
import { freePort, startTestRedis } from '@strata/basis-testing';
import { Client } from 'pg';
import { type ComposeService, inStartOrder, interpolate, readCompose } from './compose-file.ts';
import { ask, type Running, root, run, say, startUntil, withFolder } from './scratch.ts';

const READY_TIMEOUT_MS = 60_000;
const NOBODY = 65_534;
const ENGINES = new Set(['postgres', 'redis']);
/** Two subgraphs answer this, without anybody signed in. */
const QUERY = '{ me { id } products(first: 3) { totalCount nodes { id stock { available } } } }';

interface Machine {
  /** What the image holds. */
  image: string;
  /** What a container may write to: its /tmp. */
  writable: string;
  variables: NodeJS.ProcessEnv;
  ports: Record<string, string>;
}

/** What a container is told, with this machine's addresses. */
function environmentOf(name: string, service: ComposeService, machine: Machine): NodeJS.ProcessEnv {
  const told = Object.entries(service.environment ?? {}).map(([variable, value]) => {
    const port = machine.ports[name];
    if (variable === 'PORT') return [variable, port];
    return [variable, toThisMachine(interpolate(String(value), machine.variables), machine.ports)];
  });
  const image = { PATH: process.env.PATH, NODE_ENV: 'production', HOME: machine.writable };
  // Not said by the file: with demonstration data, there is something to answer with.
  return { ...image, STRATA_SEED: 'true', ...Object.fromEntries(told) };
}

/** `http://catalog:4000` and `user@postgres:5432` are elsewhere outside of a container network. */
function toThisMachine(value: string, ports: Record<string, string>): string {
  return value.replace(/(\/\/|@)([a-z][\w-]*):\d+(?=[/"]|$)/g, (whole, before: string, host: string) =>
    host in ports ? `${before}127.0.0.1:${ports[host]}` : whole,
  );
}

function programOf(command: readonly string[], machine: Machine): string[] {
  return command.map((word) => (word === 'node' ? process.execPath : word === '/tmp' ? machine.writable : word));
}

async function startService(name: string, service: ComposeService, machine: Machine): Promise<Running | undefined> {
  const command = programOf(service.command ?? [], machine);
  const where = { cwd: machine.image, env: environmentOf(name, service, machine), ...asNobody() };
  say(`${name}: ${service.command?.join(' ')}`);
  if (!service.healthcheck) {
    await run(command, machine.image, where);
    return undefined;
  }
  const [, ...check] = programOf(service.healthcheck.test, machine);
  return startUntil(command, { ...where, timeoutMs: READY_TIMEOUT_MS, isReady: async () => succeeds(check, where) });
}

function succeeds([program = '', ...args]: string[], where: { cwd: string; env: NodeJS.ProcessEnv }): boolean {
  try {
    execFileSync(program, args, { ...where, stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function asNobody(): { uid: number; gid: number } | Record<string, never> {
  return process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
}

async function assignPorts(
  names: readonly string[],
  engines: { postgres: string; redis: string },
): Promise<Record<string, string>> {
  const ports: Record<string, string> = {};
  for (const name of names) ports[name] = String(await freePort());
  return { ...ports, postgres: new URL(engines.postgres).port, redis: new URL(engines.redis).port };
}

async function tryCompose(image: string, scratch: string): Promise<void> {
  const services = readCompose(join(root, 'docker-compose.yml'));
  const secrets = execFileSync(process.execPath, ['strata.js', 'secrets'], { cwd: image, encoding: 'utf8' });
  // No mail is sent to a name that stands for nobody, and no money moved.
  const outside = { SMTP_URL: 'smtp://mail.invalid:587', PAYMENTS_PROVIDER: 'sandbox' };
  const variables: NodeJS.ProcessEnv = { ...parseEnv(secrets), ...outside };
  const logger = createLogger({ service: 'try-compose', level: 'warn', pretty: false });
  const running: Running[] = [];
  const redis = await startTestRedis({ password: variables.REDIS_PASSWORD ?? '' });
  const postgres = await startEmbeddedPostgres({ dataDir: join(scratch, 'postgres'), logger });
  try {
    const ports = await assignPorts(Object.keys(services), { postgres: postgres.adminUrl, redis: redis.url });
    const writable = join(scratch, 'tmp');
    mkdirSync(writable, { mode: 0o1777 });
    const machine = { image, writable, ports, variables };
    await addAdministrator(postgres.adminUrl, variables.POSTGRES_PASSWORD ?? '');
    for (const name of inStartOrder(services).filter((name) => !ENGINES.has(name))) {
      const service = await startService(name, services[name] ?? {}, machine);
      if (service) running.push(service);
    }
    const { products } = await ask(`http://127.0.0.1:${ports.gateway}`, QUERY);
    if (!JSON.stringify(products).includes('available')) throw new Error('the answer has no product with its stock');
  } finally {
    for (const service of running.reverse()) await service.stop();
    await postgres.stop();
    await redis.stop();
  }
}

/** The user that the image of PostgreSQL begins with, its password that of the environment. */
async function addAdministrator(adminUrl: string, password: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(`CREATE ROLE postgres LOGIN SUPERUSER PASSWORD ${client.escapeLiteral(password)}`);
  } finally {
    await client.end();
  }
}

const [folder] = process.argv.slice(2);
if (!folder) throw new Error('which folder? See tools/try-dockerfile.ts');
await withFolder('strata-compose-', (scratch) => tryCompose(resolve(folder), scratch));
