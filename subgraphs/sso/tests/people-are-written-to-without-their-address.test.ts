import { newId } from '@strata/basis-core';
import { openTestTransport, silentLogger, startTestSubgraph, type TestSubgraph } from '@strata/basis-testing';
import { sso } from '../src/index.ts';
import { demoUsers } from '../src/seed/users.ts';
import { User } from '../src/user.entity.ts';

const CONTENT = { subject: 'Your order', text: 'It is on its way.', html: '<p>It is on its way.</p>' };
const customer = demoUsers.find(({ email }) => email === 'customer@strata.test');
const other = demoUsers.find(({ email }) => email === 'other@strata.test');

const queues = openTestTransport(silentLogger());
let subgraph: TestSubgraph;
beforeAll(async () => {
  subgraph = await startTestSubgraph(sso, { seed: true, transport: queues.transport });
});
afterAll(async () => {
  await subgraph.stop();
  await queues.drop();
});

/** Has a person written to. @returns how the task ended, and what mail-eg is asked for */
async function notify(userId: string) {
  const { tasks } = subgraph.messaging as NonNullable<TestSubgraph['messaging']>;
  const id = await tasks.run('sso.notify', { userId, ...CONTENT }, 'a test');
  let task = await tasks.show(id);
  while (task.endedAt === null) {
    await new Promise((resume) => setImmediate(resume));
    task = await tasks.show(id);
  }
  const asked = await subgraph.orm.em
    .fork()
    .execute("select target, payload from outbox.message where kind = 'task' and aggregate_id = ?", [userId]);
  return { state: task.state, failure: task.failure, output: task.output, asked };
}

async function change(id: string, by: Partial<User>): Promise<void> {
  const em = subgraph.orm.em.fork();
  Object.assign(await em.findOneOrFail(User, id), by);
  await em.flush();
}

test('mail-eg is given the address, and whoever asked is told no more than that it is on its way', async () => {
  const { asked, ...end } = await notify(customer?.id ?? '');
  expect(end).toEqual({ state: 'done', failure: null, output: {} });
  const input = { to: 'customer@strata.test', ...CONTENT };
  expect(asked).toEqual([{ target: 'mail-eg', payload: expect.objectContaining({ input }) }]);
});

test('who is not there, who was closed, and whose account was emptied, is unreachable', async () => {
  const unreachable = { state: 'failed', failure: 'UNREACHABLE', output: null, asked: [] };
  expect(await notify(newId())).toEqual(unreachable);
  const id = other?.id ?? '';
  await change(id, { disabledAt: new Date() });
  expect(await notify(id)).toEqual(unreachable);
  await change(id, { disabledAt: null, email: `${id}@emptied.invalid` });
  expect(await notify(id)).toEqual(unreachable);
});
