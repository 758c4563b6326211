import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import { isIP } from 'node:net';
import type { Refuse } from './guard-egress.ts';
import type { KnownAddresses } from './known-addresses.ts';

type Lookup = (this: unknown, host: unknown, ...rest: readonly unknown[]) => unknown;
type Holder = Record<string, unknown>;

/** What asks a name server; which one it asks is guarded beside this. */
const ASKS = /^(lookup|resolve|reverse)/;

/**
 * Guards look-ups of names, with which data can leave too. An IP address is none: `lookup` only reads it. Asked of
 * `node:dns/promises` they reject; else they tell their callback.
 */
export function guardLookups(known: KnownAddresses, refuse: Refuse): () => void {
  const isFree = (name: string, host: unknown) =>
    known.hasHost(String(host)) || (name === 'lookup' && (!host || isIP(String(host)) !== 0));
  const guarded = (
    name: string,
    original: Lookup,
    answer: (error: Error, rest: readonly unknown[]) => unknown,
  ): Lookup =>
    function (this: unknown, host, ...rest) {
      if (isFree(name, host)) return original.call(this, host, ...rest);
      return answer(refuse('look-up', String(host)), rest);
    };
  const rejecting = (error: Error) => Promise.reject(error);
  const telling = (error: Error, rest: readonly unknown[]) => {
    const listener = rest.findLast((argument) => typeof argument === 'function');
    if (typeof listener === 'function') process.nextTick(listener as () => void, error);
  };
  const replaced = [
    ...replace(dns, (name, original) => guarded(name, original, telling)),
    ...replace(dns.Resolver.prototype, (name, original) => guarded(name, original, telling)),
    ...replace(dns.promises, (name, original) => guarded(name, original, rejecting)),
    ...replace(dns.promises.Resolver.prototype, (name, original) => guarded(name, original, rejecting)),
  ];
  syncBuiltinESMExports(); // for those who imported them by name
  return () => {
    for (const putBack of replaced) putBack();
    syncBuiltinESMExports();
  };
}

/** Puts something else in the place of each look-up. @returns what puts each back */
function replace(holder: object, by: (name: string, original: Lookup) => Lookup): (() => void)[] {
  const held = holder as Holder;
  const names = Object.keys(held).filter((name) => ASKS.test(name) && typeof held[name] === 'function');
  return names.map((name) => {
    const original = held[name] as Lookup;
    // What util.promisify makes of a look-up stands in a symbol of it.
    held[name] = Object.defineProperties(by(name, original), Object.getOwnPropertyDescriptors(original));
    return () => {
      held[name] = original;
    };
  });
}
