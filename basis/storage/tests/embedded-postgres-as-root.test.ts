import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanUp, makeDataDir, makeFolder, query, refusal, start, startElsewhere } from './embedded-support.ts';

// Other users, mounts and rights on files are root's to give: an ordinary user's run holds only what they can meet.
const isRoot = process.getuid?.() === 0;
const NOBODY = { uid: 65_534, gid: 65_534 };

afterAll(cleanUp);

/** The user of the cluster's server process. */
async function serverUser(dataDir: string): Promise<string> {
  const postgres = await start(dataDir);
  expect(await query(postgres.adminUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  const user = execFileSync('ps', ['-o', 'user=', '-p', String(postgres.pid)], { encoding: 'utf8' }).trim();
  await postgres.stop();
  return user;
}

function onSmallDisk(sizeMiB: number): { dataDir: string; unmount: () => void } {
  const dataDir = join(makeFolder(), 'data');
  mkdirSync(dataDir);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeMiB}m`, 'tmpfs', dataDir]);
  return { dataDir, unmount: () => execFileSync('umount', ['-l', dataDir]) };
}

/** A PATH whose `id` knows only some users, as on a machine that has only those. */
function pathWithUsers(...names: string[]): NodeJS.ProcessEnv {
  const folder = makeFolder();
  const script = `#!/bin/sh\nfor last; do :; done\ncase "$last" in ${[...names, '-'].join('|')}) exec /usr/bin/id "$@";; esac\nexit 1\n`;
  writeFileSync(join(folder, 'id'), script, { mode: 0o755 });
  return { ...process.env, PATH: `${folder}:${process.env.PATH}` };
}

if (!isRoot) {
  test('an ordinary user runs PostgreSQL as themselves', async () => {
    expect(statSync(join(await makeDataDir(), 'postgres')).uid).toBe(process.getuid?.());
  });
} else {
  describe('started by root', () => {
    test('PostgreSQL runs as an unprivileged user', async () => {
      expect(['postgres', 'nobody']).toContain(await serverUser(join(makeFolder(), 'data')));
    });

    test('PostgreSQL runs as nobody where there is no user postgres', async () => {
      const dataDir = join(makeFolder(), 'data');
      const { outcome } = await startElsewhere(dataDir, { afterwards: 'stop', env: pathWithUsers('nobody') });
      expect(outcome).toMatchObject({ adopted: false });
      expect(statSync(join(dataDir, 'postgres')).uid).toBe(NOBODY.uid);
    });

    test('without any other user it says so, in one line', async () => {
      const { outcome } = await startElsewhere(join(makeFolder(), 'data'), { env: pathWithUsers() });
      expect(outcome.error).toBe(
        'PostgreSQL does not run as root, and this machine has neither a user postgres nor nobody. Start Strata as an ordinary user, or set DATABASE_URL to use a PostgreSQL of your own.',
      );
    });

    test('a data directory that only root can walk to works, and keeps its rows', async () => {
      const folder = makeFolder();
      chmodSync(folder, 0o700);
      const dataDir = join(folder, 'data');
      const first = await start(dataDir);
      await query(first.adminUrl, 'CREATE TABLE kept AS SELECT 1 AS row');
      await first.stop();
      const second = await start(dataDir);
      expect(await query(second.adminUrl, 'SELECT * FROM kept')).toEqual([{ row: 1 }]);
      await second.stop();
    });

    test("an ordinary user's data stays theirs", async () => {
      const folder = makeFolder();
      chownSync(folder, NOBODY.uid, NOBODY.gid);
      const dataDir = join(folder, 'data');
      expect((await startElsewhere(dataDir, { afterwards: 'stop', ...NOBODY })).outcome).toMatchObject({
        adopted: false,
      });
      expect(await serverUser(dataDir)).toBe('nobody');
      expect((await startElsewhere(dataDir, { afterwards: 'stop', ...NOBODY })).outcome).toMatchObject({
        adopted: false,
      });
    });

    test('a cluster that was copied by root, or opened to all, is put right', async () => {
      const dataDir = await makeDataDir();
      execFileSync('chown', ['-R', 'root:root', join(dataDir, 'postgres')]);
      chmodSync(join(dataDir, 'postgres'), 0o777);
      expect(await serverUser(dataDir)).not.toBe('root');
    });
  });

  describe('started by an ordinary user', () => {
    test("data that root's Strata made is refused, with the way to hand it over", async () => {
      const dataDir = await makeDataDir();
      chmodSync(dataDir, 0o777);
      const { outcome } = await startElsewhere(dataDir, NOBODY);
      expect(outcome.error).toMatch(
        /^\S+\/postgres belongs to \w+: Strata ran as root or as another user before\. Start it as that user again, or hand the data over: sudo chown -R nobody \S+\/data$/,
      );
    });

    test('a folder without the right to write is refused', async () => {
      const dataDir = join(makeFolder(), 'data');
      const { outcome } = await startElsewhere(dataDir, NOBODY);
      expect(outcome).toEqual({
        error: `This user has no right to write in ${dataDir}. Give it that right (chown), or choose another place with --data-dir.`,
        code: 'ENVIRONMENT',
      });
    });

    test('a user id without a name is refused by PostgreSQL, and told what to do', async () => {
      const folder = makeFolder();
      chmodSync(folder, 0o777);
      const { outcome } = await startElsewhere(join(folder, 'data'), { uid: 54_321, gid: 54_321 });
      expect(outcome.error).toMatch(/^User id 54321 has no name on this machine, .* set DATABASE_URL/);
    });
  });

  describe('a full disk', () => {
    const message = (dataDir: string) =>
      `The disk under ${dataDir} is full, so PostgreSQL cannot run. Free some space there, or choose another place with --data-dir; what was committed is kept.`;

    test('is told on the first start, which leaves nothing behind and succeeds when there is room', async () => {
      const { dataDir, unmount } = onSmallDisk(12);
      try {
        expect(await refusal(dataDir)).toBe(message(dataDir));
        expect(readdirSync(dataDir)).toEqual(['database.secret']);
        execFileSync('mount', ['-o', 'remount,size=200m', dataDir]);
        await (await start(dataDir)).stop();
      } finally {
        unmount();
      }
    });

    test('is told on a later start, and no row is lost', async () => {
      const { dataDir, unmount } = onSmallDisk(200);
      try {
        const first = await start(dataDir);
        await query(first.adminUrl, 'CREATE TABLE kept AS SELECT 1 AS row');
        await first.stop();
        const filler = join(dataDir, 'filler');
        execFileSync('sh', ['-c', `dd if=/dev/zero of=${filler} bs=4k 2>/dev/null || true`]);
        expect(await refusal(dataDir)).toBe(message(dataDir));
        rmSync(filler);
        const second = await start(dataDir);
        expect(await query(second.adminUrl, 'SELECT * FROM kept')).toEqual([{ row: 1 }]);
        await second.stop();
      } finally {
        unmount();
      }
    });
  });
}
