import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { inStartOrder, interpolate, readCompose } from '../../tools/compose-file.ts';
import { parseDockerfile } from '../../tools/dockerfile.ts';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const subgraphs = Object.keys(parse(read('supergraph.yaml')).subgraphs);
const services = readCompose(join(root, 'docker-compose.yml'));
const ours = Object.entries(services).filter(([, { build }]) => build !== undefined);
const stages = parseDockerfile(read('Dockerfile'));

describe('docker-compose.yml', () => {
  test.each([...subgraphs, 'gateway'])('%s has a container of its own', (name) => {
    const service = services[name];
    expect(service?.command?.slice(-2)).toEqual(['serve', name]);
    expect(service?.healthcheck?.test).toEqual(['CMD', 'node', 'deploy/health.js']);
    expect(JSON.parse(service?.environment?.STRATA_SERVICES ?? '')[name] ?? 'the gateway').toBeTruthy();
    const key = `STRATA_IDENTITY_KEY_${name.toUpperCase().replaceAll('-', '_')}`;
    expect(service?.environment?.STRATA_IDENTITY_KEY).toContain(key);
  });

  test('every service knows where every subgraph is', () => {
    for (const name of [...subgraphs, 'gateway']) {
      const known = JSON.parse(services[name]?.environment?.STRATA_SERVICES ?? '{}');
      expect(known).toEqual(Object.fromEntries(subgraphs.map((subgraph) => [subgraph, `http://${subgraph}:4000`])));
    }
  });

  test('a service holds its own password and key, and nobody else’s', () => {
    for (const [name, { environment = {} }] of ours.filter(([name]) => name !== 'migrate')) {
      const held = JSON.stringify(environment).match(
        /STRATA_IDENTITY_KEY_\w+|DATABASE_PASSWORD_\w+|POSTGRES_PASSWORD/g,
      );
      const own = name.toUpperCase().replaceAll('-', '_');
      expect((held ?? []).filter((variable) => !variable.endsWith(`_${own}`))).toEqual([]);
    }
  });

  test('no secret stands in the file', () => {
    for (const { environment = {} } of Object.values(services)) {
      const secret = Object.entries(environment).filter(([name]) => /PASSWORD|SECRET|KEY|AUTH|_URL/.test(name));
      for (const [, value] of secret) expect(value).toMatch(/\$\{\w+:(\?|-\})/);
    }
  });

  test('our containers are not root, cannot write to their image, and have no capabilities', () => {
    for (const [, service] of ours) {
      expect(service).toMatchObject({ user: 'node', read_only: true, cap_drop: ['ALL'], build: '.' });
    }
  });

  test('each starts when what it needs is ready', () => {
    expect(inStartOrder(services).slice(0, 1)).toEqual(['postgres']);
    expect(services.migrate?.depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
    for (const name of subgraphs) {
      expect(services[name]?.depends_on).toMatchObject({ migrate: { condition: 'service_completed_successfully' } });
      expect(services.gateway?.depends_on).toMatchObject({ [name]: { condition: 'service_healthy' } });
    }
  });

  test('only the gateway can be reached from outside', () => {
    const reachable = Object.entries(services).filter(
      ([, { ports, networks }]) => ports || networks?.includes('outside'),
    );
    expect(reachable.map(([name]) => name)).toEqual(['gateway']);
  });

  test('only egress services have a way out; the network that all share has none', () => {
    const leaving = Object.entries(services).filter(([, { networks }]) => networks?.includes('egress'));
    expect(leaving.map(([name]) => name).sort()).toEqual(subgraphs.filter((name) => name.endsWith('-eg')).sort());
    for (const { networks } of Object.values(services)) expect(networks).toContain('inside');
    expect(parse(read('docker-compose.yml')).networks).toMatchObject({ inside: { internal: true } });
  });

  test('says which variable is missing', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is Compose's way to write a variable
    expect(interpolate('a ${B:-c} $$d', {})).toBe('a c $d');
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is Compose's way to write a variable
    expect(() => interpolate('${A:?run strata secrets}', {})).toThrow('A is not set: run strata secrets');
  });
});

describe('the Dockerfile', () => {
  const final = stages.at(-1)?.instructions ?? [];
  const node = /^node:\d+-slim$/;

  test('builds in one stage and takes only the result into the next', () => {
    expect(stages.map(({ image }) => node.test(image))).toEqual([true, true]);
    expect(final.filter(({ name }) => name === 'COPY').map(({ text }) => text)).toEqual(['--from=build /app .']);
  });

  test('the image runs as an ordinary user, in production', () => {
    expect(final).toContainEqual(expect.objectContaining({ name: 'USER', text: 'node' }));
    expect(final).toContainEqual(expect.objectContaining({ name: 'ENV', text: 'STRATA_ENV=production' }));
  });

  test('takes no secret at build time', () => {
    const all = stages.flatMap(({ instructions }) => instructions);
    expect(all.filter(({ name }) => name === 'ARG')).toEqual([]);
    expect(read('.dockerignore').split('\n')).toEqual(expect.arrayContaining(['.env', '.git', '**/node_modules']));
  });

  test('asks for its own health', () => {
    expect(final.find(({ name }) => name === 'HEALTHCHECK')?.text).toContain('deploy/health.js');
    expect(existsSync(join(root, 'deploy/health.js'))).toBe(true);
  });
});
