import { connectionBudget, embeddedConnections } from '../src/connection-budget.ts';

test('each service has its own connections, and each process some to the queue', () => {
  const inOne = connectionBudget({ services: 5, processes: false, redis: false });
  const apart = connectionBudget({ services: 5, processes: true, redis: false });
  const onRedis = connectionBudget({ services: 5, processes: true, redis: true });
  expect([onRedis, inOne, apart]).toEqual([40, 46, 70]);
});

test.each([1, 5, 14, 30])('the embedded server lets in all that %s services may want', (services) => {
  const wanted = connectionBudget({ services, processes: true, redis: false });
  expect(embeddedConnections(services)).toBeGreaterThanOrEqual(Math.max(200, wanted));
});
