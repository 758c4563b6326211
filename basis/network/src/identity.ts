import { type Policy, UnauthenticatedError, type Viewer } from '@strata/basis-core';

const admission: unique symbol = Symbol('admission');

/**
 * Proof of who calls. It cannot be forged: the constructor wants a symbol that only this module has, and `Identity.is`
 * asks for a private field. One is made by `admitViewer` (a gateway, of whom it authenticated), by `admitService` (a
 * service, of itself), or by the receiving end of a call. What was received cannot be sent on: a service that calls
 * another calls in its own name. Inside one process this object takes the viewer token's place.
 */
export class Identity {
  readonly #viewer: Viewer;
  readonly #expiresAtMs: number;
  readonly #received: boolean;

  constructor(key: typeof admission, viewer: Viewer, expiresAt: Date, received: boolean) {
    if (key !== admission) throw new TypeError('An identity is admitted, not constructed.');
    this.#viewer = viewer;
    this.#expiresAtMs = expiresAt.getTime();
    this.#received = received;
  }

  /** Whom the call is for. Deeply frozen. */
  get viewer(): Viewer {
    return this.#viewer;
  }

  /** From when on nobody accepts this identity any more. */
  get expiresAt(): Date {
    return new Date(this.#expiresAtMs);
  }

  /** Whether it came with a call; such an identity cannot be sent on. */
  get received(): boolean {
    return this.#received;
  }

  /** Whether a value is a real identity, whatever it looks like. */
  static is(value: unknown): value is Identity {
    return typeof value === 'object' && value !== null && #viewer in value;
  }
}

const NEVER = new Date(8.64e15);
const NO_POLICY: Policy = { hash: '', grants: [] };

/**
 * Admits a viewer whom a gateway has authenticated.
 *
 * @param expiresAt the access token's expiry or the end of the viewer's freshness, whichever is earlier
 * @example const identity = admitViewer(viewer, new Date(Date.now() + 30_000));
 */
export function admitViewer(viewer: Viewer, expiresAt: Date): Identity {
  if (viewer.kind === 'service') throw new TypeError('A service is admitted by admitService, not as a viewer.');
  return new Identity(admission, frozenViewer(viewer), expiresAt, false);
}

/**
 * A service's identity of its own, for the calls that it makes. It carries no permissions: those come from the trust
 * bundle of whoever is called.
 *
 * @example const self = admitService('orders');
 */
export function admitService(name: string): Identity {
  const viewer: Viewer = { kind: 'service', id: name, roles: [], attributes: {}, policy: NO_POLICY };
  return new Identity(admission, frozenViewer(viewer), NEVER, false);
}

/** What the receiving end makes of a verified token, or of a local call. Not for use outside this package. */
export function receiveIdentity(viewer: Viewer, expiresAt: Date): Identity {
  return new Identity(admission, frozenViewer(viewer), expiresAt, true);
}

/**
 * Refuses an identity that may not be sent with a call: forged, received from somebody else, or expired.
 *
 * @throws TypeError for a mistake of the caller's code, UnauthenticatedError when the identity has expired
 */
export function assertSendable(identity: unknown, now: Date): asserts identity is Identity {
  if (!Identity.is(identity)) throw new TypeError('A call needs an admitted identity.');
  if (identity.received) throw new TypeError('A received identity cannot be sent on; call with admitService(name).');
  if (identity.expiresAt <= now) {
    throw new UnauthenticatedError('The sign-in expired while the request ran.', { details: { reason: 'expired' } });
  }
}

function frozenViewer(viewer: Viewer): Viewer {
  return Object.freeze({
    kind: viewer.kind,
    id: viewer.id,
    roles: Object.freeze([...viewer.roles]),
    attributes: Object.freeze({ ...viewer.attributes }),
    policy: Object.isFrozen(viewer.policy) ? viewer.policy : deepFreeze(structuredClone(viewer.policy)),
  });
}

/** Freezes a tree of plain values, in place. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.values(value).forEach(deepFreeze);
    Object.freeze(value);
  }
  return value;
}
