import { UnauthenticatedError } from '@strata/basis-core';
import { command } from '@strata/basis-subgraph';
import { __Noun__ } from './__noun-kebab__.entity.ts';
import type { Add__Noun__Input } from './__noun-kebab__.inputs.ts';

/** Adds __a-noun__ to the viewer's own. */
export const add__Noun__ = command(async ({ em, viewer, now }, { name }: Add__Noun__Input) => {
  if (viewer.id === null) throw new UnauthenticatedError();
  const __noun__ = __Noun__.of(viewer.id, name, now);
  em.persist(__noun__);
  return { __noun__ };
});
