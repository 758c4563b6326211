// demo
import { postgresUrl, statusOf } from '../data-dir.ts';
import type { Shop } from './customers.ts';

/** A running system, each service in a process of its own. */
export interface RunningShop extends Shop {
  /** The superuser's URL of a service's database. */
  databaseUrl(service: string): string;
  /** The process of a service, while it has one. */
  pidOf(service: string): Promise<number | undefined>;
}

/** The shop of a system that runs at this URL, on this data directory. */
export async function shopAt(
  url: string,
  dataDir: string,
  tokenOf: (account: 'customer' | 'staff') => Promise<string>,
): Promise<RunningShop> {
  return {
    url,
    customer: await tokenOf('customer'),
    staff: await tokenOf('staff'),
    databaseUrl: (service) => postgresUrl(dataDir, service),
    pidOf: async (service) => (await statusOf(dataDir)).services.find(({ name }) => name === service)?.pid ?? undefined,
  };
}
