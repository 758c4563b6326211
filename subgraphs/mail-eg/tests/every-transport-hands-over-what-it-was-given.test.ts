import { SentMessage } from '../src/sent-message.entity.ts';
import { type Delivery, deliveries, LETTER } from './support/mail-under-test.ts';

describe.each(Object.entries(deliveries))('through %s', (transport, startDelivery) => {
  let delivery: Delivery;
  beforeAll(async () => {
    delivery = await startDelivery();
  });
  afterAll(() => delivery.stop());

  const messageIdOf = (id: string) => `<${id}@strata.test>`;
  const arrivalsOf = async (id: string) =>
    (await delivery.received()).filter(({ messageId }) => messageId === messageIdOf(id));
  const sent = (id: string) => delivery.orm.em.fork().find(SentMessage, { id });

  test('text, HTML and subject arrive as they were written, from the sender, under an id of the task', async () => {
    const id = await delivery.send();
    const messageId = messageIdOf(id);
    expect(await delivery.ended(id)).toMatchObject({ state: 'done', output: { messageId } });
    const [arrival, ...more] = await arrivalsOf(id);
    expect(more).toEqual([]);
    expect(arrival).toMatchObject({ ...LETTER, messageId });
    expect(arrival?.from).toMatch(/^"?Strata"? <shop@strata\.test>$/);
  });

  test('that it was sent is kept, without the address and what was written', async () => {
    const id = await delivery.send();
    await delivery.ended(id);
    const [message] = await sent(id);
    expect(message).toMatchObject({ id, to: 'a…@strata.test', subject: LETTER.subject, transport });
    expect(JSON.stringify(message)).not.toMatch(/ada@|Grüße, Ada/);
  });

  test.each([
    ['a header in the recipient', { to: 'ada@strata.test\r\nBcc: eve@strata.test' }],
    ['a second recipient', { to: 'ada@strata.test, eve@strata.test' }],
    ['a recipient with a name', { to: '"eve@strata.test" <ada@strata.test>' }],
    ['no recipient', { to: '' }],
    ['a header in the subject', { subject: 'Hello\r\nBcc: eve@strata.test' }],
    ['a line in the subject', { subject: 'Hello\u2028there' }],
  ])('%s is refused, and nothing is sent', async (_what, change) => {
    const before = await delivery.received();
    const id = await delivery.send(change);
    expect(await delivery.ended(id)).toMatchObject({ state: 'failed', failure: 'UNDELIVERABLE', attempts: 1 });
    expect(await delivery.received()).toEqual(before);
    expect(await sent(id)).toEqual([]);
  });

  test('a message whose record was not stored is sent again as the same message', async () => {
    const sql = (text: string) => delivery.orm.em.fork().execute(text);
    await sql('alter table sent_message rename to hidden');
    const id = await delivery.send();
    await delivery.until(id, ({ error }) => error !== null);
    await sql('alter table hidden rename to sent_message');
    expect(await delivery.ended(id)).toMatchObject({ state: 'done' });
    expect(await arrivalsOf(id)).toHaveLength(transport === 'mailbox' ? 1 : 2);
    expect(await sent(id)).toHaveLength(1);
  });
});
