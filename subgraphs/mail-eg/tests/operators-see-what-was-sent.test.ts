import { viewerWith } from '@strata/basis-testing';
import { RETENTION_DAYS } from '../src/sent-message.entity.ts';
import { type MailUnderTest, startMail } from './support/mail-under-test.ts';

let mail: MailUnderTest;
beforeAll(async () => {
  mail = await startMail({});
});
afterAll(() => mail.stop());

const SENT = '{ sentMessages(first: 10) { totalCount nodes { id messageId to subject transport sentAt } } }';
const operator = viewerWith(['platform:operate']);

test('operators see what was sent, the newest first; nobody else does', async () => {
  for (const subject of ['First', 'Second']) await mail.ended(await mail.send({ subject }));
  const { data } = await mail.ask(SENT, {}, operator);
  const shown = { to: 'a…@strata.test', transport: 'mailbox', messageId: expect.stringContaining('@localhost>') };
  expect(data).toMatchObject({
    sentMessages: {
      totalCount: 2,
      nodes: [
        { ...shown, subject: 'Second' },
        { ...shown, subject: 'First' },
      ],
    },
  });
  const { errors } = await mail.ask(SENT, {}, viewerWith(['orders:read']));
  expect(errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
});

test('after thirty days nothing is known of a message', async () => {
  await mail.ended(await mail.send({ subject: 'Young' }));
  const old = await mail.send({ subject: 'Old' });
  await mail.ended(old);
  for (const table of ['sent_message', 'mailbox_message']) {
    const aged = `update ${table} set sent_at = now() - interval '${RETENTION_DAYS} days 1 minute' where id = '${old}'`;
    await mail.orm.em.fork().execute(aged);
  }
  await mail.ended((await mail.messaging?.tasks.run('mail-eg.forget', {}, 'a test')) ?? '');
  for (const table of ['sent_message', 'mailbox_message']) {
    const left = await mail.orm.em
      .fork()
      .execute(`select subject from ${table} where id = '${old}' or subject = 'Young'`);
    expect(left).toEqual([{ subject: 'Young' }]);
  }
});
