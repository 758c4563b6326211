import { entity, id, text } from '@strata/basis-contract';

/** __A-noun__ as others may rely on it. */
export const __Noun__ = entity('__name-kebab__.__Noun__', 1, { ownerId: id(), name: text() });
