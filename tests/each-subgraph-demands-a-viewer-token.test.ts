import { type Policy, UnauthenticatedError } from '@strata/basis-core';
import {
  admitService,
  admitViewer,
  createIdentityIssuer,
  generateIdentityKey,
  type HttpServer,
  hashPolicy,
} from '@strata/basis-network';
import { GATEWAY, type HostedSubgraph, hostSubgraph, serveSubgraph } from '@strata/basis-subgraph';
import { createTestDatabase, silentLogger, type TestDatabase } from '@strata/basis-testing';
import { subgraphs } from '../subgraphs/index.ts';

const gateway = generateIdentityKey();
const service = generateIdentityKey();
const trust = {
  services: [
    { name: GATEWAY, publicKey: gateway.publicKey, signsViewers: true, permissions: {} },
    { name: 'someone', publicKey: service.publicKey, signsViewers: false, permissions: {} },
  ],
};
const policy: Policy = { grants: [], hash: hashPolicy([]) };
const viewer = { kind: 'user' as const, id: '0190b8f0-0000-7000-8000-000000000000', roles: [], attributes: {}, policy };

describe.each(subgraphs.map((definition) => [definition.name, definition] as const))('%s', (name, definition) => {
  let database: TestDatabase;
  let hosted: HostedSubgraph;
  let server: HttpServer;
  beforeAll(async () => {
    database = await createTestDatabase(definition);
    const services = () => {
      throw new UnauthenticatedError();
    };
    const logger = silentLogger();
    hosted = await hostSubgraph(definition, { databaseUrl: database.url, logger, development: false, services, trust });
    server = await serveSubgraph(hosted, { host: '127.0.0.1', port: 0, logger, trust, loadPolicy: async () => policy });
  });
  afterAll(async () => {
    await server.close();
    await hosted.stop();
    await database.drop();
  });

  async function ask(query: string, token?: string) {
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token === undefined ? {} : { 'strata-viewer': token }) },
      body: JSON.stringify({ query }),
    });
    const body = (await response.json()) as { data?: unknown; errors?: { extensions: { code: string } }[] };
    return { status: response.status, code: body.errors?.[0]?.extensions.code, data: body.data };
  }

  const identity = admitViewer(viewer, new Date(Date.now() + 30_000));
  const issuer = createIdentityIssuer({ name: GATEWAY, privateKey: gateway.privateKey });

  test('answers nothing without a token', async () => {
    expect(await ask('{ __typename }')).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
  });

  test('answers nothing to a token for another service, or signed by whom it does not know', async () => {
    expect((await ask('{ __typename }', await issuer.tokenFor(identity, 'elsewhere'))).status).toBe(401);
    const stranger = createIdentityIssuer({ name: GATEWAY, privateKey: generateIdentityKey().privateKey });
    expect((await ask('{ __typename }', await stranger.tokenFor(identity, name))).status).toBe(401);
  });

  test('answers a viewer whom the gateway signed, and shows its schema to nobody', async () => {
    const token = await issuer.tokenFor(identity, name);
    expect(await ask('{ __typename }', token)).toMatchObject({ status: 200, data: { __typename: 'Query' } });
    expect((await ask('{ _service { sdl } }', token)).code).toBe('GRAPHQL_VALIDATION_FAILED');
    expect((await ask('{ __schema { types { name } } }', token)).code).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  test('takes a service for itself alone: it signs no viewers', async () => {
    const forger = createIdentityIssuer({ name: 'someone', privateKey: service.privateKey });
    expect((await ask('{ __typename }', await forger.tokenFor(identity, name))).status).toBe(401);
    expect((await ask('{ __typename }', await forger.tokenFor(admitService('someone'), name))).status).toBe(200);
  });
});
