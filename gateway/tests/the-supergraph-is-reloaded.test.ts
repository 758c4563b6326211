import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { EnvironmentError } from '@strata/basis-core';
import { createGateway } from '../src/index.ts';
import { products, reviews } from './toy-subgraphs.ts';
import { recordingLogger, replaceFile, silent, startToySystem, type ToySystem, writeSupergraph } from './toys.ts';

let system: ToySystem;
const { logger, lines } = recordingLogger();
const NEW_FIELD = '{ product(id: "p1") { rating stars } }';

beforeEach(async () => {
  system = await startToySystem({ watch: true, logger });
});
afterEach(() => system.close());

async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await condition())) await new Promise(setImmediate);
}

const withStars = { ...reviews, sdl: reviews.sdl.replace('rating: Int', 'rating: Int stars: Int') };

test('a new supergraph is taken up while running', async () => {
  expect((await system.query(NEW_FIELD)).status).toBe(400);
  await writeSupergraph(dirname(system.supergraphFile), { products, reviews: withStars });
  await until(async () => (await system.query(NEW_FIELD)).status === 200);
});

test('a broken one is logged, the one before stays, and a mended one is taken up', async () => {
  for (const broken of [
    'type Query {',
    'type Query { x: Int }',
    `${await readFile(system.supergraphFile, 'utf8')} type A { b: C }`,
  ]) {
    const before = lines.length;
    await replaceFile(system.supergraphFile, broken);
    await until(() => lines.slice(before).some(({ msg }) => String(msg).includes('is broken')));
    expect((await system.query('{ latestReview }')).data).toEqual({ latestReview: 'Bright.' });
  }
  await writeSupergraph(dirname(system.supergraphFile), { products, reviews: withStars });
  await until(async () => (await system.query(NEW_FIELD)).status === 200);
});

test('a gateway without a supergraph does not start, and says what to do', async () => {
  const start = (supergraphFile: string) =>
    createGateway({
      logger: silent,
      host: '127.0.0.1',
      port: 0,
      environment: {},
      supergraphFile,
      watch: false,
      service: () => system.products.client,
      sso: system.ssoService.client,
      forwards: {},
      development: true,
    });
  await expect(start(join(tmpdir(), 'no-such-supergraph'))).rejects.toThrow(/cannot be read \(ENOENT\).*compose/s);
  const broken = join(dirname(system.supergraphFile), 'broken.graphql');
  await writeFile(broken, 'type Query {');
  await expect(start(broken)).rejects.toThrow(EnvironmentError);
});
