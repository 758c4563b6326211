import { entity, id, text } from '@strata/basis-contract';

/** A bus as others may rely on it. */
export const Bus = entity('bus.Bus', 1, { ownerId: id(), name: text() });
