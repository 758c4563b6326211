import { newId, type Viewer } from '@strata/basis-core';
import { nobody, startTestSubgraph, type TestSubgraph, viewerWith } from '@strata/basis-testing';
import { payments } from '../src/index.ts';
import { Payment } from '../src/payment.entity.ts';
import { PaymentStatus } from '../src/payment.process.ts';

// biome-ignore lint/suspicious/noTemplateCurlyInString: a condition's placeholder, filled in when it is evaluated
const OWN = { customerId: { eq: '${viewer.id}' } };
const OF_ORDERS = `query ($r: [_Any!]!) { _entities(representations: $r) {
  ... on Order { payment { id status declineCode amount { amount currency } } } } }`;
const OF_ID = 'query ($id: ID!) { payment(id: $id) { status } }';

const customer = (id: string) => viewerWith([{ permission: 'payments:read', condition: OWN }], { id });
const staff = viewerWith(['payments:read']);

let subgraph: TestSubgraph;
beforeAll(async () => {
  subgraph = await startTestSubgraph(payments);
});
afterAll(() => subgraph.stop());

async function paid(customerId: string, minor = '1999'): Promise<Payment> {
  const wanted = { orderId: newId(), customerId, amount: { minor, currency: 'EUR' } };
  const payment = Payment.of(wanted, PaymentStatus.PENDING, new Date());
  const em = subgraph.orm.em.fork();
  em.persist(payment);
  await em.flush();
  return payment;
}

async function ofOrders(orderIds: readonly string[], viewer: Viewer) {
  const r = orderIds.map((id) => ({ __typename: 'Order', id }));
  const { data, errors } = await subgraph.ask(OF_ORDERS, { r }, viewer);
  return {
    payments: (data?._entities as { payment: object | null }[] | undefined)?.map(({ payment }) => payment),
    errors,
  };
}

test('a customer sees what they pay, staff what anybody pays', async () => {
  const [ada, grace] = [newId(), newId()];
  const [hers, others] = [await paid(ada), await paid(grace, '500')];
  const shown = { id: hers.id, status: 'PENDING', declineCode: null, amount: { amount: '19.99', currency: 'EUR' } };
  const orders = [hers.orderId, others.orderId, newId()];
  expect(await ofOrders(orders, customer(ada))).toEqual({ payments: [shown, null, null], errors: undefined });
  const all = await ofOrders(orders, staff);
  expect(all.payments).toMatchObject([shown, { amount: { amount: '5.00' } }, null]);
  expect((await subgraph.ask(OF_ID, { id: hers.id }, customer(ada))).data).toEqual({ payment: { status: 'PENDING' } });
  expect((await subgraph.ask(OF_ID, { id: hers.id }, customer(grace))).data).toEqual({ payment: null });
});

test('without the permission there is no payment to see', async () => {
  const { orderId } = await paid(newId());
  const { errors } = await ofOrders([orderId], nobody);
  expect(errors?.[0]?.extensions).toMatchObject({ code: expect.stringMatching(/UNAUTHENTICATED|FORBIDDEN/) });
});

test('the payments of many orders are one statement', async () => {
  const made = await Promise.all(Array.from({ length: 20 }, () => paid(newId())));
  const statements: string[] = [];
  const logger = subgraph.orm.config.getLogger();
  logger.setDebugMode(['query']);
  logger.logQuery = ({ query = '' }) => void statements.push(query);
  const { payments: found } = await ofOrders(
    made.map(({ orderId }) => orderId),
    staff,
  );
  logger.setDebugMode(false);
  expect(found).toHaveLength(20);
  expect(statements).toHaveLength(1);
});
