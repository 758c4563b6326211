import { type ClientOptions, createClient as createGenqlClient } from '../generated/client/index.ts';
import { type Fetch, readingWrites } from './consistent-fetch.ts';

export * from '../generated/client/index.ts';

/**
 * genql's client, which reads what it wrote: it sends the gateway's consistency tokens back by itself, and those that
 * other clients of this process got for the same caller.
 */
export function createClient(options: ClientOptions): unknown {
  return createGenqlClient({ ...options, fetch: readingWrites((options.fetch ?? fetch) as Fetch) });
}
