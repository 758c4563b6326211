// What a data directory says of the system that runs, or ran, on it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { derivePassword, loadDatabaseSecret } from '@strata/basis-storage';

/** The superuser's URL of the embedded PostgreSQL of a data directory. */
export function postgresUrl(dataDir: string, database = 'postgres'): string {
  const password = derivePassword(loadDatabaseSecret(dataDir), 'postgres superuser');
  const port = readFileSync(join(dataDir, 'postgres.port'), 'utf8').trim();
  return `postgres://strata:${password}@127.0.0.1:${port}/${database}`;
}

export interface ServiceStatus {
  name: string;
  state: string;
  pid: number | null;
  restarts: number;
}

/** What `strata status` asks, without a process for the question. */
export async function statusOf(dataDir: string): Promise<{ services: ServiceStatus[] }> {
  const { port, secret } = JSON.parse(readFileSync(join(dataDir, 'control.json'), 'utf8'));
  const headers = { authorization: `Bearer ${secret}` };
  const response = await fetch(`http://127.0.0.1:${port}/status`, { method: 'POST', headers, body: '{}' });
  return ((await response.json()) as { result: { services: ServiceStatus[] } }).result;
}
