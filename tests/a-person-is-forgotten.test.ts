// demo
import { freePort } from '@strata/basis-testing';
import { Client } from 'pg';
import { postgresUrl } from './data-dir.ts';
import { createStage, type Ended, eventually } from './running-system.ts';

const stage = createStage();
let dataDir: string;
beforeAll(async () => {
  dataDir = await stage.folder();
  await stage.start(['--port', String(await freePort()), '--data-dir', dataDir]);
});
afterAll(() => stage.clear());

const strata = (...args: string[]): Promise<Ended> => stage.strata([...args, '--data-dir', dataDir, '--json']);

// biome-ignore lint/suspicious/noExplicitAny: a test says itself what it expects of a row
async function sql(service: string, statement: string, values: unknown[] = []): Promise<any[]> {
  const client = new Client({ connectionString: postgresUrl(dataDir, service) });
  await client.connect();
  try {
    return (await client.query(statement, values)).rows;
  } finally {
    await client.end();
  }
}

const OLD_MESSAGES = 'select from outbox.message where aggregate_id = $1 and payload::text like $2';
const PARK = `insert into inbox.dead_letter (source, epoch, part, tick, message_id, kind, topic, schema_version,
    aggregate_id, payload, headers, written_at, handler, state, reason)
  values ('sso', gen_random_uuid(), 0, 1, 1, 'event', 'sso.UserMoved', 1, $1, $2, '{}', now(), '', 'failed', 'UNKNOWN_MESSAGE')`;

test('a person whom the owner has emptied is taken out of messages, copies and dead letters by one command', async () => {
  const [{ id, name }] = await eventually('orders knows a user', async () => {
    const rows = await sql('orders', 'select id, display_name as name from user_replica order by id limit 1');
    return rows.length > 0 && rows;
  });
  const like = `%${name}%`;
  await sql('orders', PARK, [id, JSON.stringify({ from: name })]);
  await sql('sso', 'update users set display_name = $2, version = version + 1 where id = $1', [id, `${name} again`]);
  await sql('sso', "update users set display_name = 'Somebody', version = version + 1 where id = $1", [id]);
  expect((await sql('sso', OLD_MESSAGES, [id, like])).length).toBeGreaterThan(0);

  const erased = await strata('erase', 'sso.User', id);
  expect(erased).toMatchObject({ code: 0 });
  const found = JSON.parse(erased.stdout).erased;
  expect(found[0]).toMatchObject({ service: 'sso', messages: expect.any(Number), version: expect.any(Number) });
  expect(found).toContainEqual(expect.objectContaining({ service: 'orders', letters: 1 }));
  expect(await sql('sso', OLD_MESSAGES, [id, like])).toEqual([]);
  expect(await sql('orders', 'select state, payload from inbox.dead_letter where aggregate_id = $1', [id])).toEqual([
    { state: 'discarded', payload: {} },
  ]);
  for (const service of ['orders', 'reviews']) {
    const copies = 'select display_name as name from user_replica where id = $1';
    const copied = async () => (await sql(service, copies, [id]))[0]?.name === 'Somebody';
    await eventually(`${service} has the empty row`, copied);
  }
  for (const service of ['sso', 'orders', 'inventory']) {
    const audit = await sql(service, "select who, subject from inbox.audit where action = 'erase'");
    expect(audit).toEqual([{ who: expect.stringMatching(/.+@.+/), subject: expect.objectContaining({ id }) }]);
  }
});

test('what belongs to no service, and what is no id, is refused', async () => {
  expect(await strata('erase', 'nobody.User', '0198c2f4-0000-7000-8000-000000000000')).toMatchObject({ code: 1 });
  expect(await strata('erase', 'sso.User', 'me')).toMatchObject({ code: 1 });
});
