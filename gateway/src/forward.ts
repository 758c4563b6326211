import { NotFoundError } from '@strata/basis-core';
import { type ServiceClient, sendWebResponse, takeBodiesAsTheyAre, toWebRequest } from '@strata/basis-network';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Path prefixes that outsiders may reach, and the services behind them: `{ '/sso': sso }`. */
export type Forwards = Readonly<Record<string, ServiceClient>>;

/** What only a proxy may say about a request; SSO and others believe it, so a client's own word is taken out. */
const PROXY_HEADERS = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-forwarded-port'];

/** Sends what came in on, as a service is to see it. */
type Send = (service: ServiceClient, request: FastifyRequest, reply: FastifyReply, passed: Request) => Promise<unknown>;

const sendAsNobody: Send = async (service, _request, reply, passed) =>
  sendWebResponse(reply, await service.fetch(passed));

/** Passes what is under each prefix on to its service. `/internal` is never passed on, however it is written. */
export function addForwards(app: FastifyInstance, forwards: Forwards, send: Send = sendAsNobody): void {
  for (const [prefix, service] of Object.entries(forwards)) {
    if (!/^\/[a-z][\w-]*(\/[\w.-]+)*$/.test(prefix) || /^\/(internal|graphql|health|metrics)(\/|$)/.test(prefix)) {
      throw new TypeError(`${prefix} cannot be forwarded`);
    }
    void app.register(async (scope) => {
      takeBodiesAsTheyAre(scope);
      for (const url of [prefix, `${prefix}/*`]) {
        scope.all(url, (request, reply) => send(service, request, reply, outsidersRequest(request, prefix)));
      }
    });
  }
}

function outsidersRequest(request: FastifyRequest, prefix: string): Request {
  const passed = toWebRequest(request);
  // The URL of a web request is normalised: `/sso/../internal` has become `/internal`.
  const { pathname } = new URL(passed.url);
  if (pathname !== prefix && !pathname.startsWith(`${prefix}/`)) throw new NotFoundError('page');
  for (const name of PROXY_HEADERS) passed.headers.delete(name);
  passed.headers.set('x-forwarded-for', request.ip);
  passed.headers.set('x-forwarded-host', request.headers.host ?? '');
  passed.headers.set('x-forwarded-proto', request.protocol);
  return passed;
}
