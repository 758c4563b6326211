import { type Logger, StrataError, z } from '@strata/basis-core';
import type { OperatorCall } from '@strata/basis-subgraph';
import { type ControlServer, createControlServer } from './control/index.ts';

/** What can be done to a running system, in whatever topology it runs. */
export interface Controls {
  status(): readonly ServiceState[];
  stopService(name: string): Promise<void>;
  startService(name: string): Promise<void>;
  token(account: string): Promise<string>;
  /** The services that have an operator's endpoint. */
  operated(): readonly string[];
  /** Asks a service's operator's endpoint. */
  operate(service: string, call: OperatorCall): Promise<unknown>;
}

export interface ServiceState {
  name: string;
  state: string;
}

const service = z.object({ name: z.string() });
const operation = z.object({
  service: z.string(),
  call: z.object({ method: z.enum(['GET', 'POST']), path: z.string().startsWith('/'), body: z.unknown().optional() }),
});
const account = z.object({ account: z.string() });

/** Opens the door for the commands that talk to a running system: on this machine, for this user. */
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
      operated: async () => ({ services: controls.operated() }),
      operate: async (args) => {
        const { service: name, call } = read(operation, args);
        return controls.operate(name, call);
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
