import { EnvironmentError } from '@strata/basis-core';
import { type ControlConnection, connectControl } from '../control/index.ts';

/** Which running system is meant. */
export interface Target {
  dataDir: string;
  port?: string | undefined;
}

interface Status {
  url: string;
  services: { name: string; state: string }[];
}

/**
 * Finds the system that is meant.
 *
 * @throws StrataError `NOT_RUNNING`; EnvironmentError when it listens on another port than was said
 */
export async function talkTo({ dataDir, port }: Target): Promise<ControlConnection> {
  const control = await connectControl({ dataDir });
  if (port !== undefined && new URL(control.url).port !== port) {
    throw new EnvironmentError(
      `What keeps its data in ${dataDir} listens at ${control.url}, not on port ${port}: name its folder with --data-dir.`,
    );
  }
  return control;
}

async function ask<T>(target: Target, command: string, args: Record<string, unknown> = {}): Promise<T> {
  return (await (await talkTo(target)).call(command, args)) as T;
}

/** `strata token <account>`: an access token, development only. */
export async function token(target: Target, account: string): Promise<string> {
  return (await ask<{ token: string }>(target, 'token', { account })).token;
}

/** `strata status`. */
export function status(target: Target): Promise<Status> {
  return ask(target, 'status');
}

/** `strata stop <service>`: it stays stopped until it is started. */
export async function stopService(target: Target, name: string): Promise<string> {
  await ask(target, 'stop', { name });
  return `${name} is stopped. Start it again with: npx --no-install strata start ${name}`;
}

/** `strata start <service>`, of a system that runs. */
export async function startService(target: Target, name: string): Promise<string> {
  await ask(target, 'start', { name });
  return `${name} is up`;
}
