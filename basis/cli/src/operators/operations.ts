import { hostname, userInfo } from 'node:os';
import { createLogger, type Environment, StrataError } from '@strata/basis-core';
import { createHttpServiceClient, createIdentityIssuer } from '@strata/basis-network';
import {
  callOperator,
  noSuchService,
  OPERATOR,
  type Operations,
  type OperatorCall,
  type OperatorJob,
} from '@strata/basis-subgraph';
import type { JWK } from 'jose';
import { type Target, talkTo } from '../commands/talk.ts';

const ANSWER_LIMIT_MS = 60_000;
const JOB_POLL_MS = 150;

/**
 * The system that is meant: the one that runs with a data directory, or, where the environment has the operator's key
 * (`STRATA_IDENTITY_KEY_OPERATOR`) and the services' origins (`STRATA_SERVICES`), those services, over HTTP.
 *
 * @throws StrataError `NOT_RUNNING`; EnvironmentError when another system than the one on the port is found
 */
export async function openOperations(target: Target, environment: Environment): Promise<Operations> {
  const key = environment.STRATA_IDENTITY_KEY_OPERATOR;
  const origins = environment.STRATA_SERVICES;
  if (key && origins) return overHttp(JSON.parse(origins) as Record<string, string>, JSON.parse(key) as JWK);
  const control = await talkTo(target);
  const { services } = (await control.call('operated')) as { services: string[] };
  return {
    services,
    call: async <T>(service: string, call: OperatorCall) =>
      (await control.call('operate', { service, call }, { limitMs: ANSWER_LIMIT_MS })) as T,
  };
}

/** The operator's endpoints of services that listen on ports of their own. */
export function overHttp(origins: Readonly<Record<string, string>>, privateKey: JWK): Operations {
  const issuer = createIdentityIssuer({ name: OPERATOR, privateKey });
  const logger = createLogger({ service: OPERATOR, level: 'silent' }); // what fails is said by who asked
  return {
    services: Object.keys(origins),
    async call<T>(service: string, call: OperatorCall) {
      const url = origins[service];
      if (url === undefined) throw noSuchService(service, Object.keys(origins));
      const client = createHttpServiceClient({ name: service, url, issuer, timeoutMs: ANSWER_LIMIT_MS, logger });
      return (await callOperator(client, call)) as T;
    },
  };
}

/** Waits for a job's end; `onProgress` hears how far it is. @throws StrataError with the code of what it failed with */
export async function untilDone<T>(
  { call }: Operations,
  service: string,
  begun: OperatorJob,
  onProgress: (progress: OperatorJob['progress']) => void,
): Promise<T> {
  for (let job = begun; ; job = await call<OperatorJob>(service, { method: 'GET', path: `/jobs/${begun.id}` })) {
    onProgress(job.progress);
    if (job.state === 'done') return job.result as T;
    if (job.state === 'failed') {
      const { code, message } = job.error ?? { code: 'INTERNAL_SERVER_ERROR', message: 'It failed.' };
      throw new StrataError(code, message, 500);
    }
    await new Promise((resume) => setTimeout(resume, JOB_POLL_MS));
  }
}

/** The services that are meant: one by its name, or all. */
export function chosen({ services }: Operations, service: string | undefined): readonly string[] {
  if (service === undefined) return services;
  if (!services.includes(service)) throw noSuchService(service, services);
  return [service];
}

/** Who stands in a service's audit for what is done here. */
export function whoAmI(): string {
  return `${userInfo().username}@${hostname()}`;
}
