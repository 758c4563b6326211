import {
  type Clock,
  type Logger,
  type Policy,
  SubgraphUnavailableError,
  UnauthenticatedError,
  type Viewer,
} from '@strata/basis-core';
import { admitService, admitViewer, EMPTY_POLICY, type Identity, type ServiceClient } from '@strata/basis-network';
import { LRUCache } from 'lru-cache';
import type { AccessToken } from './access-token.ts';

/** The gateway's own name among the services. */
export const GATEWAY = 'gateway';

/** No identity is used for longer than this after its viewer was fetched. */
const MAX_VIEWER_AGE_MS = 30_000;
/** A viewer is fetched again after this: whoever gets one can work with it for another ten seconds. */
const FRESH_MS = 20_000;
/** A viewer that SSO does not confirm within this is served as it is known. */
const REFRESH_PATIENCE_MS = 1_000;
/** Nobody is known yet: an anonymous viewer without permissions would see empty lists where there is something. */
const FIRST_PATIENCE_MS = 5_000;
/** While SSO is out of reach, it is asked about one viewer this often. */
const RETRY_AFTER_MS = 5_000;
const MAX_VIEWERS = 10_000;

export interface ViewerSource {
  /**
   * Who a token's subject is now; without a token, the anonymous viewer.
   *
   * @throws UnauthenticatedError when the subject is gone or disabled; SubgraphUnavailableError when SSO cannot be
   *   reached and the subject is not known from before
   */
  identityOf(token: AccessToken | undefined): Promise<Identity>;
  /** Whether SSO has been reached at least once. */
  reached(): Promise<boolean>;
}

interface Entry {
  /** As SSO told it last. */
  viewer: Viewer | undefined;
  identity: Identity | undefined;
  freshUntilMs: number;
  fetching: Promise<void> | undefined;
}

/** Until SSO has been reached. What is public needs no permission, so the shop window opens without it. */
const UNKNOWN_ANONYMOUS: Viewer = {
  kind: 'anonymous',
  id: null,
  roles: ['anonymous'],
  attributes: {},
  policy: EMPTY_POLICY,
};

/**
 * Viewers as SSO computes them, at most 30 s old; while SSO cannot be reached, the last known serve until their access
 * token expires. One question to SSO for a viewer at a time.
 */
export function createViewerSource(options: { sso: ServiceClient; logger: Logger; clock: Clock }): ViewerSource {
  const { sso, logger, clock } = options;
  const self = admitService(GATEWAY);
  const entries = new LRUCache<string, Entry>({ max: MAX_VIEWERS });
  const anonymous: Entry = { ...newEntry(), viewer: UNKNOWN_ANONYMOUS };
  const nowMs = () => clock.now().getTime();

  async function fetchInto(entry: Entry, token: AccessToken | undefined): Promise<void> {
    const startedAtMs = nowMs();
    try {
      entry.viewer = await askSso(sso, self, token);
      entry.identity = admitViewer(entry.viewer, new Date(startedAtMs + MAX_VIEWER_AGE_MS));
      entry.freshUntilMs = startedAtMs + FRESH_MS;
    } catch (error) {
      if (error instanceof UnauthenticatedError) {
        entry.viewer = undefined;
        entry.identity = undefined;
        throw error;
      }
      logger.warn({ err: error }, 'SSO does not tell who a viewer is');
      const { viewer } = entry;
      if (!viewer) throw error;
      entry.identity = admitViewer(viewer, new Date(nowMs() + MAX_VIEWER_AGE_MS));
      entry.freshUntilMs = nowMs() + RETRY_AFTER_MS;
    }
  }

  async function refresh(entry: Entry, token: AccessToken | undefined): Promise<void> {
    entry.fetching ??= fetchInto(entry, token).finally(() => {
      entry.fetching = undefined;
    });
    if (!entry.viewer) return entry.fetching;
    const { viewer } = entry;
    const patienceMs = viewer === UNKNOWN_ANONYMOUS ? FIRST_PATIENCE_MS : REFRESH_PATIENCE_MS;
    if (await settlesWithin(entry.fetching, patienceMs)) return;
    entry.identity = admitViewer(viewer, new Date(nowMs() + MAX_VIEWER_AGE_MS));
    entry.freshUntilMs = nowMs() + RETRY_AFTER_MS;
  }

  async function current(entry: Entry, token: AccessToken | undefined): Promise<Identity> {
    if (!entry.identity || nowMs() >= entry.freshUntilMs) await refresh(entry, token);
    if (!entry.identity) throw new SubgraphUnavailableError();
    return entry.identity;
  }

  return {
    async identityOf(token) {
      if (!token) return current(anonymous, undefined);
      const key = JSON.stringify([token.kind, token.subject, token.sessionId, token.scopes]);
      const entry = entries.get(key) ?? newEntry();
      entries.set(key, entry);
      try {
        const identity = await current(entry, token);
        // Identities are shared, so that their tokens are; only in a token's last seconds it needs one of its own.
        return token.expiresAt < identity.expiresAt ? admitViewer(identity.viewer, token.expiresAt) : identity;
      } catch (error) {
        if (!entry.viewer) entries.delete(key);
        throw error;
      }
    },
    async reached() {
      await current(anonymous, undefined);
      return anonymous.viewer !== UNKNOWN_ANONYMOUS;
    },
  };
}

function newEntry(): Entry {
  return { viewer: undefined, identity: undefined, freshUntilMs: 0, fetching: undefined };
}

async function askSso(sso: ServiceClient, self: Identity, token: AccessToken | undefined): Promise<Viewer> {
  const asked = token
    ? { kind: token.kind, subject: token.subject, ...(token.scopes && { scopes: token.scopes }) }
    : { kind: 'anonymous', subject: null };
  const request = new Request('http://sso/internal/viewer', {
    method: 'POST',
    body: JSON.stringify(asked),
    headers: { 'content-type': 'application/json' },
  });
  const response = await sso.fetch(request, self);
  const body: unknown = await response.json();
  if (response.ok) {
    const { viewer, policy } = body as { viewer: Omit<Viewer, 'policy'>; policy: Policy };
    return { ...viewer, policy };
  }
  // Of the gateway itself nothing can be wrong here but its key, and then SSO refuses the anonymous viewer too.
  if (token && (response.status === 401 || response.status === 404)) {
    throw new UnauthenticatedError('The account of this token is closed.', { details: { reason: 'subject' } });
  }
  throw new SubgraphUnavailableError(undefined, { cause: new Error(`SSO answered ${response.status}`) });
}

/** Whether work settles in time; rejects as it does. */
async function settlesWithin(work: Promise<void>, patienceMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), patienceMs);
  });
  try {
    return await Promise.race([work.then(() => true), tooLate]);
  } finally {
    clearTimeout(timer);
    work.catch(() => {}); // Nobody may be left to hear of a failure that comes after the wait.
  }
}
