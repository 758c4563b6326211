// demo
import { freePort } from '@strata/basis-testing';
import { Client } from 'pg';
import { postgresUrl } from './data-dir.ts';
import { createStage, type Ended, eventually, type Running } from './running-system.ts';

const CURSED = 'Cursed';

describe.each<[string, readonly string[]]>([
  ['in one process', []],
  ['in a process each', ['--processes']],
])('%s', (_, topology) => {
  const stage = createStage();
  let dataDir: string;
  let system: Running;
  let staff: string;
  beforeAll(async () => {
    dataDir = await stage.folder();
    system = await stage.start([...topology, '--port', String(await freePort()), '--data-dir', dataDir]);
    staff = json(await strata('token', 'staff'));
  });
  afterAll(() => stage.clear());

  const strata = (...args: string[]): Promise<Ended> => stage.strata([...args, '--data-dir', dataDir, '--json']);
  // biome-ignore lint/suspicious/noExplicitAny: a test says itself what it expects of an answer
  const json = ({ stdout }: Ended): any => JSON.parse(stdout);

  async function sql(service: string, statement: string): Promise<unknown[]> {
    const client = new Client({ connectionString: postgresUrl(dataDir, service) });
    await client.connect();
    try {
      return (await client.query(statement)).rows;
    } finally {
      await client.end();
    }
  }

  const rename = async (id: string, name: string) => {
    const query = 'mutation ($input: UpdateProductInput!) { updateProduct(input: $input) { product { name } } }';
    const { errors } = await system.ask(query, { input: { id, name } }, staff);
    expect(errors).toBeUndefined();
  };

  test('replicas are shown, checked and filled anew', async () => {
    const ready = async () => {
      const { replicas } = json(await strata('replicas'));
      return replicas.length > 0 && replicas.every(({ state }: { state: string }) => state === 'ready') && replicas;
    };
    const replicas = await eventually('all replicas are filled', ready);
    expect(replicas).toContainEqual(expect.objectContaining({ service: 'inventory', entity: 'catalog.Product' }));
    await sql('inventory', "update product_replica set status = 'RETIRED'");
    const looked = await strata('replicas', 'check', 'inventory', '--no-repair');
    expect(looked.code).toBe(1);
    const [found] = json(looked).checked;
    expect(found.differing).toBeGreaterThan(0);
    const repaired = await strata('replicas', 'check', 'inventory', 'catalog.Product');
    expect(repaired).toMatchObject({ code: 0, stderr: expect.stringContaining('inventory: check catalog.Product') });
    expect(json(repaired).checked[0]).toMatchObject({ differing: found.differing, repaired: found.differing });
    const rebuilt = await strata('replicas', 'rebuild', 'inventory', 'catalog.Product');
    expect(rebuilt.code).toBe(0);
    expect(json(rebuilt).rebuilt).toMatchObject([{ state: 'ready', generation: 2 }]);
    const [audit] = await sql('inventory', "select who from inbox.audit where action = 'replica.rebuild'");
    expect(audit).toEqual({ who: expect.stringMatching(/.+@.+/) });
  });

  test('a message that was parked is found, mended and replayed', async () => {
    const { data } = await system.ask('{ products(first: 1) { nodes { id name } } }');
    const product = data.products.nodes[0];
    await sql('orders', `alter table product_replica add constraint no_curse check (name <> '${CURSED}')`);
    await rename(product.id, CURSED);
    const listed = async () => json(await strata('dead-letters', 'list', 'orders')).deadLetters[0];
    const letter = await eventually('the message is parked', listed);
    expect(letter).toMatchObject({ state: 'failed', aggregateId: product.id, topic: 'catalog.Product' });
    const unwell = await strata('doctor');
    expect(unwell.code).toBe(1);
    expect(json(unwell).findings).toContainEqual(expect.objectContaining({ service: 'orders' }));
    const again = await strata('dead-letters', 'replay', 'orders', String(letter.number));
    expect(again.code).toBe(1);
    expect(json(again)).toMatchObject({ replayed: 0, failed: 1 });
    const payload = JSON.stringify({ ...letter.payload, name: 'Blessed' });
    const edited = await strata('dead-letters', 'edit', 'orders', String(letter.number), '--payload', payload);
    expect(json(edited).payload.name).toBe('Blessed');
    const replayed = await strata('dead-letters', 'replay', 'orders', '--topic', 'catalog.Product');
    expect(json(replayed)).toMatchObject({ replayed: 1, failed: 0 });
    expect(replayed.code).toBe(0);
    const kept = `select name from product_replica where id = '${product.id}'`;
    expect(await sql('orders', kept)).toEqual([{ name: 'Blessed' }]);
    expect(json(await strata('dead-letters')).deadLetters).toEqual([]);
  });

  test('who reads what is shown, and a consumer can be let go of', async () => {
    const { outboxes } = json(await strata('outbox', 'status', 'catalog'));
    const names = outboxes[0].consumers.map(({ name }: { name: string }) => name);
    expect(names).toEqual(expect.arrayContaining(['inventory', 'orders', 'reviews']));
    await strata('stop', 'reviews');
    const silent = await strata('replicas', 'status');
    expect(silent.code).toBe(1);
    expect(json(silent).unavailable).toEqual([expect.objectContaining({ service: 'reviews' })]);
    expect(json(silent).replicas).toContainEqual(expect.objectContaining({ service: 'orders' }));
    expect(await strata('outbox', 'abandon', 'catalog', 'reviews')).toMatchObject({ code: 0 });
    expect(await strata('outbox', 'abandon', 'catalog', 'reviews')).toMatchObject({ code: 1 });
    await strata('start', 'reviews');
    const back = async () => {
      const status = json(await strata('replicas', 'status', 'reviews'));
      const product = status.replicas.find(({ entity }: { entity: string }) => entity === 'catalog.Product');
      return product.state === 'ready' && product.generation > 1;
    };
    await eventually('it has built its replica anew', back);
  });

  test('what cannot be done is said, with a code, and ends with 1', async () => {
    const attempts: [string[], string][] = [
      [['replicas', 'status', 'nobody'], 'NO_SUCH_SERVICE'],
      [['dead-letters', 'show', 'orders', '4711'], 'NOT_FOUND'],
      [['dead-letters', 'replay', 'orders'], 'BAD_USER_INPUT'],
      [['tasks', 'show', 'orders', 'none'], 'NOT_FOUND'],
      [['tasks', 'run', 'orders', 'orders.nothing'], 'NOT_FOUND'],
    ];
    for (const [args, code] of attempts) {
      const { stderr, ...ended } = await strata(...args);
      expect({ args, ...ended }).toEqual({ args, code: 1, stdout: '' });
      expect(JSON.parse(stderr)).toMatchObject({ error: { code } });
    }
  });
});
