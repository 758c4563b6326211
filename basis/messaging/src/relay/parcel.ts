import type { QueuedMessage } from '../queue/transport.ts';
import { ENVELOPE_SIZE, type Envelope, PARCEL_SIZE, type Parcel } from '../queue/wire.ts';

/** An envelope that is to be a job of its own, if it is not put into a parcel. */
export type Sealed = QueuedMessage & { readonly data: Envelope };

/** Puts small envelopes for one consumer together; what is large goes as it is. */
export function parcelsOf(envelopes: readonly Sealed[]): QueuedMessage[] {
  const groups: Sealed[][] = [];
  let [count, size] = [0, 0];
  for (const envelope of envelopes) {
    const { data } = envelope;
    const open = groups.at(-1);
    count += data.count;
    size += data.messages.length;
    if (open !== undefined && count <= ENVELOPE_SIZE && size <= PARCEL_SIZE) open.push(envelope);
    else {
      groups.push([envelope]);
      [count, size] = [data.count, data.messages.length];
    }
  }
  return groups.flatMap(([first, ...others]) => {
    if (first === undefined || others.length === 0) return first ?? [];
    const data: Parcel = { kind: 'parcel', envelopes: [first, ...others].map((envelope) => envelope.data) };
    return { id: first.id, data };
  });
}
