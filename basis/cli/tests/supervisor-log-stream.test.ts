import { eventually, SERVICE, scene, stopScenes } from './supervisor-children/testing.ts';

afterEach(stopScenes);

const service = (name: string, ...args: string[]) => ({ name, module: SERVICE, args: [name, ...args] });

async function linesOf({ printed }: { printed(): string }, count: number): Promise<string[]> {
  return eventually(`${count} lines are printed`, () => {
    const lines = printed().split('\n').slice(0, -1);
    return lines.length >= count && lines.sort();
  });
}

test('for people each line is readable and says which service it comes from', async () => {
  const stage = scene({}, { names: ['sso', 'catalog'] });
  await Promise.all([stage.supervisor.start(service('sso')), stage.supervisor.start(service('catalog'))]);
  expect(await linesOf(stage, 4)).toEqual([
    expect.stringMatching(/^catalog \| \[.*\] INFO: at your service$/),
    'catalog | not JSON',
    expect.stringMatching(/^sso {5}\| \[.*\] INFO: at your service$/),
    'sso     | not JSON',
  ]);
});

test('for machines every line is JSON that names its service', async () => {
  const stage = scene({}, { forPeople: false });
  await stage.supervisor.start(service('catalog'));
  const records = (await linesOf(stage, 2)).map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(records).toContainEqual({ level: 30, time: 0, service: 'catalog', msg: 'at your service' });
  expect(records).toContainEqual({ level: 30, time: expect.any(Number), service: 'catalog', msg: 'not JSON' });
});

test('only those that were asked for are shown', async () => {
  const stage = scene({}, { only: ['sso'] });
  await stage.supervisor.start(service('catalog'));
  await stage.supervisor.start(service('sso'));
  await stage.supervisor.stopAll();
  const lines = await linesOf(stage, 3);
  expect(lines.every((line) => line.startsWith('sso'))).toBe(true);
});

test('a terminal gets a colour for each service', async () => {
  const stage = scene({}, { colour: true });
  await stage.supervisor.start(service('sso'));
  await stage.supervisor.start(service('catalog'));
  const prefixes = (await linesOf(stage, 4)).map((line) => line.slice(0, 5));
  expect(new Set(prefixes).size).toBe(2);
});

test('a line without an end is printed in pieces', async () => {
  const stage = scene();
  const program = `process.send({ type: 'strata:ready', details: null }); process.stdout.write('x'.repeat(200000) + '\\n')`;
  await stage.supervisor.start({ name: 'wide', command: process.execPath, args: ['-e', program] });
  const lines = await linesOf(stage, 4);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(66_000);
});
