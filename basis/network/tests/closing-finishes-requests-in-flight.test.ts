import { startServer } from './toys.ts';

async function startSlow(drainTimeoutMs: number) {
  const server = await startServer({ drainTimeoutMs });
  const arrived = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<string>();
  server.app.get('/slow', () => {
    arrived.resolve();
    return finish.promise;
  });
  await server.listen();
  return { server, arrived: arrived.promise, finish: finish.resolve };
}

test('a request that is being served is finished, and new ones are not accepted', async () => {
  const { server, arrived, finish } = await startSlow(5_000);
  const answer = fetch(`${server.url}/slow`);
  await arrived;
  const closed = server.close();
  while (server.app.server.listening) await new Promise(setImmediate);
  await expect(fetch(`${server.url}/slow`)).rejects.toThrow();
  finish('served');
  expect(await (await answer).text()).toBe('served');
  await closed;
});

test('a request that takes too long is cut off', async () => {
  const { server, arrived, finish } = await startSlow(50);
  const answer = fetch(`${server.url}/slow`).then(
    () => 'answered',
    () => 'cut off',
  );
  await arrived;
  await server.close();
  expect(await answer).toBe('cut off');
  finish('too late');
});

test('an idle connection that is kept alive does not hold the server open', async () => {
  const { server } = await startSlow(60_000);
  await (await fetch(`${server.url}/health/live`)).text();
  await server.close();
  await server.close();
});
