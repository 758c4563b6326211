import { type Behaviour, type MailServer, startMailServer } from './support/mail-server.ts';
import { LETTER, type MailUnderTest, startMail } from './support/mail-under-test.ts';

let server: MailServer;
let mail: MailUnderTest;
beforeAll(async () => {
  server = await startMailServer();
  mail = await startMail({ SMTP_URL: server.url });
});
beforeEach(() => {
  server.arrived.length = 0;
});
afterAll(async () => {
  await mail.stop();
  await server.stop();
});

const behaviours: [what: string, behaviour: Behaviour][] = [
  ['a recipient that is refused for now', { at: 'recipient', code: 450 }],
  ['a message that is refused for now', { at: 'data', code: 451 }],
  ['a sender that is refused, which somebody will mend', { at: 'sender', code: 550 }],
];

test.each(behaviours)('%s is tried again, and why is kept without the address', async (_what, behaviour) => {
  server.next.push(behaviour);
  const id = await mail.send();
  const task = await mail.ended(id);
  expect(task).toMatchObject({
    state: 'done',
    attempts: 2,
    error: expect.stringContaining('not a…@strata.test today'),
  });
  expect(task.error).not.toContain(LETTER.to);
  expect(server.next).toEqual([]);
  expect(server.arrived).toMatchObject([LETTER]);
});

test('a recipient that is refused for good is undeliverable', async () => {
  server.next.push({ at: 'recipient', code: 550 });
  const id = await mail.send();
  expect(await mail.ended(id)).toMatchObject({ state: 'failed', failure: 'UNDELIVERABLE', attempts: 1 });
  expect(server.arrived).toEqual([]);
});

test('when the answer to a message is lost, it is sent again under the same id', async () => {
  server.next.push({ at: 'answer' });
  const id = await mail.send();
  expect(await mail.ended(id)).toMatchObject({ state: 'done', attempts: 2 });
  expect(server.arrived.map(({ messageId }) => messageId)).toEqual([`<${id}@localhost>`, `<${id}@localhost>`]);
});

test('while there is no server, the message waits', async () => {
  await server.stop();
  const id = await mail.send();
  const waiting = await mail.until(id, ({ error }) => error !== null);
  expect(waiting).toMatchObject({ endedAt: null, failure: null });
  server = await startMailServer();
});
