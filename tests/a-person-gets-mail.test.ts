import { startTestSystem, type TestSystem } from '@strata/basis-testing';
import { composition } from '../strata.ts';

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem(composition);
});
afterAll(() => system.stop());

const CONTENT = { subject: 'News for you', text: 'Only you read this.', html: '<p>Only you read this.</p>' };

function messagingOf(service: string) {
  const messaging = system.hosted().find(({ definition }) => definition.name === service)?.messaging;
  if (messaging === undefined) throw new Error(`${service} has no messaging.`);
  return messaging;
}

test('who is written to by their id has it in the mailbox of development; when they are forgotten, the tasks are empty', async () => {
  const { data } = await system.ask('{ me { id email } }', {}, 'admin');
  const { id: userId, email } = data.me;
  await messagingOf('sso').tasks.run('sso.notify', { userId, ...CONTENT }, 'a test');
  await system.settled();

  const list = await (await fetch(`${system.url}/mail`)).text();
  expect(list).toContain(CONTENT.subject);
  expect(list).toContain(email);
  const [path = ''] = /\/mail\/[0-9a-f-]{36}/.exec(list) ?? [];
  const message = await fetch(`${system.url}${path}/html`);
  expect(await message.text()).toBe(CONTENT.html);
  expect(message.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/);

  const taken = messagingOf('mail-eg').tasks;
  const [sending] = await taken.list({ topic: 'mail-eg.send' });
  expect(await taken.show(sending?.id ?? '')).toMatchObject({ state: 'done', input: { to: email } });
  for (const service of ['sso', 'mail-eg']) {
    await messagingOf(service).erasure.erase({ entity: 'sso.User', id: userId, version: null }, 'a test');
  }
  expect((await taken.show(sending?.id ?? '')).input).toEqual({});
  const em = system
    .hosted()
    .find(({ definition }) => definition.name === 'sso')
    ?.orm.em.fork();
  const kept = `select from outbox.message where payload::text like '%Only you%'
    union all select from outbox.asked where input <> '{}'`;
  expect(await em?.execute(kept)).toEqual([]);
});

test('operators see it in the graph, others do not', async () => {
  const query = '{ sentMessages(first: 1) { nodes { subject to transport } } }';
  const { data } = await system.ask(query, {}, 'admin');
  expect(data.sentMessages.nodes).toEqual([{ subject: CONTENT.subject, to: 'a…@strata.test', transport: 'mailbox' }]);
  const { errors } = await system.ask(query);
  expect(errors?.length).toBeGreaterThan(0);
});
