import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { chownSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SECRET_FILE = 'database.secret';
const SECRET_BYTES = 32;

/**
 * The secret that all database passwords of a data directory derive from: made on first use, readable by its owner
 * alone (mode 0600), the same for all processes that ask at once.
 *
 * @throws the file system's error when the directory cannot be written
 */
export function loadDatabaseSecret(dataDir: string): string {
  const file = join(dataDir, SECRET_FILE);
  return readSecret(file) ?? makeSecret(dataDir, file);
}

/**
 * A password for one purpose: strong, the same each time, and worthless for guessing another.
 *
 * @example derivePassword(loadDatabaseSecret('.data'), 'service orders')
 */
export function derivePassword(secret: string, purpose: string): string {
  return createHmac('sha256', secret).update(purpose).digest('base64url');
}

function readSecret(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function makeSecret(dataDir: string, file: string): string {
  mkdirSync(dataDir, { recursive: true });
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  const draft = `${file}.${randomUUID()}`;
  try {
    writeFileSync(draft, `${secret}\n`, { mode: 0o600, flush: true });
    giveToOwnerOf(dataDir, draft);
    linkSync(draft, file);
    return secret;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return readSecret(file) ?? secret;
  } finally {
    rmSync(draft, { force: true });
  }
}

// Made by root for somebody else's data (sudo npm start), it must not lock them out afterwards.
function giveToOwnerOf(dataDir: string, file: string): void {
  const { uid, gid } = statSync(dataDir);
  if (process.getuid?.() === 0 && uid !== 0) chownSync(file, uid, gid);
}
