/** As it is in browsers and in Node, as far as a GraphQL client calls it. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** As the gateway names it. */
const HEADER = 'strata-consistency';
/** A gateway takes a token for no longer. */
const LIFE_MS = 30_000;
/** Servers refuse requests whose headers are larger than 16 KB, credentials and all; a token has some hundred bytes. */
const MAX_HEADER_LENGTH = 6_000;
/** Who has not written for the longest is forgotten first. */
const MAX_CALLERS = 1_000;

interface Kept {
  readonly tokens: readonly string[];
  readonly untilMs: number;
}

/** By gateway and credentials: what one person wrote is no reason for another to wait. */
const callers = new Map<string, Kept>();

/**
 * Sends along the tokens that the gateway gave this caller, and keeps those that it gives now: an answer's token stands
 * for all that were sent with its request, but not for those that came meanwhile.
 */
export function readingWrites(send: Fetch): Fetch {
  return async (url, init) => {
    const headers = new Headers(init.headers);
    const caller = `${url} ${headers.get('authorization')}`;
    const sent = tokensOf(caller);
    if (sent.length > 0) headers.set(HEADER, sent.join(', '));
    const response = await send(url, { ...init, headers });
    const given = response.headers.get(HEADER);
    if (given !== null) keep(caller, [...tokensOf(caller).filter((token) => !sent.includes(token)), given]);
    return response;
  };
}

function tokensOf(caller: string): readonly string[] {
  const kept = callers.get(caller);
  return kept === undefined || kept.untilMs < Date.now() ? [] : kept.tokens;
}

function keep(caller: string, tokens: readonly string[]): void {
  const latest = [...tokens];
  while (latest.join(', ').length > MAX_HEADER_LENGTH) latest.shift();
  callers.delete(caller);
  callers.set(caller, { tokens: latest, untilMs: Date.now() + LIFE_MS });
  const [longestSilent = ''] = callers.keys();
  if (callers.size > MAX_CALLERS) callers.delete(longestSilent);
}
