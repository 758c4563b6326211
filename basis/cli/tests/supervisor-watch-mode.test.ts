import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@strata/basis-core';
import { type ChildChange, type RestartOnChange, restartOnChange } from '../src/supervisor/index.ts';
import { eventually, isAlive, type Scene, SERVICE, scene, stopScenes } from './supervisor-children/testing.ts';

let root: string;
let watch: RestartOnChange | undefined;
let stage: Scene;
let changes: ChildChange[];

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'strata-watch-')));
  changes = [];
  for (const name of ['catalog', 'orders', 'basis']) {
    await mkdir(join(root, name, 'src'), { recursive: true });
    await writeFile(join(root, name, 'src/resolver.ts'), '// one');
  }
  stage = scene({ standby: { modules: ['pino', 'no-such-package'] } });
  await Promise.all(
    ['catalog', 'orders'].map((name) =>
      stage.supervisor.start({ name, module: SERVICE, args: [name], sources: [join(root, name)] }),
    ),
  );
  watch = restartOnChange({
    supervisor: stage.supervisor,
    shared: [join(root, 'basis')],
    logger: createLogger({ service: 'watch', level: 'silent' }),
    onChange: (change) => void changes.push(change),
  });
});

afterEach(async () => {
  await watch?.close();
  await stopScenes();
  await rm(root, { recursive: true, force: true });
});

/** Saves a file in one step, as editors do: a watcher on a busy machine would see `writeFile` as two changes. */
async function save(file: string, text: string): Promise<void> {
  const draft = join(root, `draft-${randomUUID()}`);
  await writeFile(draft, text);
  await rename(draft, file);
}

const pidOf = (name: string) => stage.statusOf(name).pid;
const restarted = (count: number) => eventually('it was restarted', () => changes.length >= count && changes);

test('an edit restarts the child that it belongs to, and nobody else', async () => {
  const [catalog, orders] = [pidOf('catalog'), pidOf('orders')];
  const file = join(root, 'catalog/src/resolver.ts');
  await save(file, '// two');
  expect(await restarted(1)).toEqual([
    { child: 'catalog', files: [file], details: { name: 'catalog', greeting: null } },
  ]);
  expect(pidOf('catalog')).not.toBe(catalog);
  expect(pidOf('orders')).toBe(orders);
});

test('an edit of what all share restarts all', async () => {
  await save(join(root, 'basis/src/resolver.ts'), '// two');
  expect((await restarted(2)).map(({ child }) => child).sort()).toEqual(['catalog', 'orders']);
});

test('files and folders that are new, and files that an editor replaces, count as well', async () => {
  await mkdir(join(root, 'catalog/src/new'));
  await save(join(root, 'catalog/src/new/entity.ts'), '// one');
  await restarted(1);
  await save(join(root, 'orders/src/resolver.ts'), '// two');
  await restarted(2);
  await save(join(root, 'orders/src/resolver.ts'), '// three');
  expect((await restarted(3)).map(({ child }) => child)).toEqual(['catalog', 'orders', 'orders']);
});

test('a save that changes nothing restarts nothing', async () => {
  await save(join(root, 'orders/src/resolver.ts'), '// one');
  await save(join(root, 'orders/src/schema.graphql'), 'type Query { a: Int }');
  await save(join(root, 'catalog/src/resolver.ts'), '// two');
  expect((await restarted(1)).map(({ child }) => child)).toEqual(['catalog']);
});

test('a stopped child stays stopped when its files change', async () => {
  await stage.supervisor.stop('orders');
  await save(join(root, 'orders/src/resolver.ts'), '// two');
  await save(join(root, 'basis/src/resolver.ts'), '// two');
  expect((await restarted(1)).map(({ child }) => child)).toEqual(['catalog']);
  expect(stage.statusOf('orders').state).toBe('stopped');
});

test('a child that an edit broke is started again by the next edit', async () => {
  process.kill(pidOf('catalog') ?? 0, 'SIGKILL');
  await save(join(root, 'catalog/src/resolver.ts'), '// mended');
  await restarted(1);
  expect(stage.statusOf('catalog').state).toBe('ready');
});

test('a spare process that has loaded what changed is not used', async () => {
  const spareFile = join(root, 'spare');
  process.env.PID_FILE = spareFile;
  const pidIn = () => existsSync(spareFile) && Number(readFileSync(spareFile, 'utf8'));
  const spare = new URL('./supervisor-children/write-pid.ts', import.meta.url).href;
  const other = scene({ standby: { modules: [spare] } });
  await other.supervisor.start({ name: 'sso', module: SERVICE, args: ['sso'], sources: [join(root, 'orders')] });
  const first = await eventually('a spare is warm', pidIn);
  await rm(spareFile);
  other.supervisor.discardSpare();
  await eventually('the first one is gone', () => !isAlive(first));
  await other.supervisor.restart('sso');
  expect(other.statusOf('sso').pid).not.toBe(first);
  const second = await eventually('another is warm', pidIn);
  expect(second).not.toBe(first);
  await other.supervisor.restart('sso');
  expect(other.statusOf('sso').pid).toBe(second);
  delete process.env.PID_FILE;
});
