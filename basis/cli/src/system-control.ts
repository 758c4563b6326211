import { type Logger, StrataError, z } from '@strata/basis-core';
import { type ControlServer, createControlServer } from './control/index.ts';

/** What can be done to a running system, in whatever topology it runs. */
export interface Controls {
  status(): readonly ServiceState[];
  stopService(name: string): Promise<void>;
  startService(name: string): Promise<void>;
  token(account: string): Promise<string>;
}

export interface ServiceState {
  name: string;
  state: string;
}

const service = z.object({ name: z.string() });
const account = z.object({ account: z.string() });

/** Opens the door for `strata stop`, `start <service>`, `status` and `token`: on this machine, for this user. */
export function openControl(dataDir: string, url: string, controls: Controls, logger: Logger): Promise<ControlServer> {
  return createControlServer({
    dataDir,
    url,
    logger,
    handlers: {
      status: async () => ({ url, services: controls.status() }),
      stop: async (args) => {
        await controls.stopService(read(service, args).name);
        return { services: controls.status() };
      },
      start: async (args) => {
        await controls.startService(read(service, args).name);
        return { services: controls.status() };
      },
      token: async (args) => ({ token: await controls.token(read(account, args).account) }),
    },
  });
}

function read<T>(schema: z.ZodType<T>, args: unknown): T {
  const parsed = schema.safeParse(args);
  if (parsed.success) return parsed.data;
  throw new StrataError('BAD_USER_INPUT', z.prettifyError(parsed.error), 400);
}
