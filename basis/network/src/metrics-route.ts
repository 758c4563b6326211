import { createHash, timingSafeEqual } from 'node:crypto';
import { NotFoundError, processMetrics } from '@strata/basis-core';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Who may read `/metrics`: whoever reaches the port, or who knows the token (`Authorization: Bearer`). */
export type MetricsAccess = 'open' | { token: string };

/**
 * Answers `GET /metrics` with the metrics of this process, for Prometheus. To who may not read them there is no such
 * page. Counts requests too: by route as it was declared, so that their number is bounded.
 */
export function addMetrics(app: FastifyInstance, service: string, access: MetricsAccess): void {
  const took = processMetrics.histogram({
    name: 'strata_http_request_duration_seconds',
    help: 'From the arrival of an HTTP request to the end of its answer, by route and status',
  });
  app.addHook('onResponse', (request, reply, done) => {
    const { url: route = 'none' } = request.routeOptions;
    const labels = { service, method: request.method, route, status: reply.statusCode };
    took.observe(labels, reply.elapsedTime / 1000);
    done();
  });
  app.get('/metrics', async (request, reply) => {
    if (!mayRead(request, access)) throw new NotFoundError('page');
    const { contentType, body } = await processMetrics.scrape();
    return reply.header('content-type', contentType).send(body);
  });
}

function mayRead(request: FastifyRequest, access: MetricsAccess): boolean {
  if (access === 'open') return true;
  const given = digest(request.headers.authorization ?? '');
  return timingSafeEqual(given, digest(`Bearer ${access.token}`));
}

/** Of one length, so that the comparison takes the same time whatever was given. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
