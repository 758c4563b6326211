import { UnauthenticatedError } from '@strata/basis-core';
import { command } from '@strata/basis-subgraph';
import { MailEg } from './mail-eg.entity.ts';
import type { AddMailEgInput } from './mail-eg.inputs.ts';

/** Adds a mail eg to the viewer's own. */
export const addMailEg = command(async ({ em, viewer, now }, { name }: AddMailEgInput) => {
  if (viewer.id === null) throw new UnauthenticatedError();
  const mailEg = MailEg.of(viewer.id, name, now);
  em.persist(mailEg);
  return { mailEg };
});
