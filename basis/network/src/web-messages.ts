import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { BadUserInputError } from '@strata/basis-core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { REQUEST_ID_HEADER } from './request-headers.ts';

/** A fastify request as a web Request, with the body's bytes: the route's scope must take them (`takeBodiesAsTheyAre`). */
export function toWebRequest(request: FastifyRequest): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    for (const one of [value ?? []].flat()) headers.append(name, one);
  }
  headers.set(REQUEST_ID_HEADER, request.id);
  const gone = new AbortController();
  request.raw.once('close', () => {
    if (!request.raw.complete) gone.abort(new Error('the client went away'));
  });
  const { body } = request;
  return new Request(urlOf(request), {
    method: request.method,
    headers,
    signal: gone.signal,
    ...(body instanceof Uint8Array && body.byteLength > 0 && { body: body as Uint8Array<ArrayBuffer> }),
  });
}

/** Put together rather than resolved: resolved, `//x/y` would be the path `/y` of a host x. */
function urlOf({ url }: FastifyRequest): URL {
  if (!url.startsWith('/')) throw new BadUserInputError('The address of the request is malformed.');
  return new URL(`http://localhost${url}`);
}

/** Sends a web Response, streaming its body. */
export function sendWebResponse(reply: FastifyReply, response: Response): FastifyReply {
  reply.code(response.status);
  for (const [name, value] of response.headers) {
    if (name !== 'set-cookie') reply.header(name, value);
  }
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) reply.header('set-cookie', cookies);
  return reply.send(response.body ? Readable.fromWeb(response.body as NodeReadableStream) : undefined);
}
