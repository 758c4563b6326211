import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');

/** Runs one test file under the environment that all of ours run under. */
async function outcomeOf(body: string): Promise<{ passed: boolean; output: string }> {
  const folder = mkdtempSync(join(root, '.cache/leak-'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }');
  writeFileSync(join(folder, 'some.test.js'), body);
  const config = JSON.stringify({
    rootDir: folder,
    testEnvironment: join(root, 'basis/testing/jest/environment.js'),
    transform: {},
    testMatch: ['<rootDir>/*.test.js'],
  });
  const args = [
    '--experimental-vm-modules',
    join(root, 'node_modules/jest/bin/jest.js'),
    '--config',
    config,
    '--forceExit',
  ];
  try {
    const { stderr } = await run(process.execPath, args, { cwd: folder });
    return { passed: true, output: stderr };
  } catch (error) {
    return { passed: false, output: (error as { stderr: string }).stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('a test that gives back what it took passes', async () => {
  const body = `const net = require('node:net');
    test('tidy', (done) => { const server = net.createServer().listen(0, () => server.close(done)); });`;
  expect(await outcomeOf(body)).toMatchObject({ passed: true });
});

test.each([
  ['a server', "require('node:net').createServer().listen(0)", 'TCPServerWrap'],
  [
    'a child process',
    "require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 8000)'])",
    'ProcessWrap',
  ],
])('a test that leaves %s behind fails, and is told what', async (_what, leak, kind) => {
  const { passed, output } = await outcomeOf(`test('untidy', () => { ${leak}; });`);
  expect(passed).toBe(false);
  expect(output).toContain(`left behind: 1 × ${kind}`);
});
