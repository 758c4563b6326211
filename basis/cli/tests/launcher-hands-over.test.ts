import { once } from 'node:events';
import { realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cleanUp, finished, launch, makeCheckout, startLauncher } from './launcher-support.ts';

let root: string;

beforeAll(async () => {
  root = makeCheckout();
  await launch(root); // installs
});
afterAll(cleanUp);

test('the command gets its arguments as they are, the place where it was called, and the compiler', async () => {
  const { code, stdout, stderr } = await launch(root, ['token', 'a b', '--json', '']);
  expect(JSON.parse(stdout)).toMatchObject({
    argv: ['token', 'a b', '--json', ''],
    cwd: realpathSync(tmpdir()),
    execPath: process.execPath,
    compilerLoaded: true,
  });
  expect(stderr).toBe('');
  expect(code).toBe(0);
});

test('it ends with the exit code of the command', async () => {
  expect(await launch(root, ['exit', '3'])).toMatchObject({ code: 3, signal: null });
});

test('it dies of the signal that the command died of', async () => {
  expect(await launch(root, ['die', 'SIGKILL'])).toMatchObject({ code: null, signal: 'SIGKILL' });
  expect(await launch(root, ['die', 'SIGTERM'])).toMatchObject({ code: null, signal: 'SIGTERM' });
});

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  '%s goes to the command, which ends as it likes',
  async (signal) => {
    const child = startLauncher(root, ['hold']);
    const end = finished(child);
    if (child.stdout) await once(child.stdout, 'data'); // "ready"
    child.kill(signal);
    expect(await end).toMatchObject({ code: 7, signal: null, stdout: `ready\n${signal}\n` });
  },
);

test('in an image, which has JavaScript and no strata.ts, it starts that and prepares nothing', async () => {
  const image = makeCheckout();
  rmSync(join(image, 'strata.ts'));
  rmSync(join(image, 'package-lock.json'));
  writeFileSync(join(image, 'strata.js'), 'console.log("image", process.execArgv.length, process.argv[2]);');
  expect(await launch(image, ['start'])).toEqual({ code: 0, signal: null, stdout: 'image 0 start\n', stderr: '' });
});
