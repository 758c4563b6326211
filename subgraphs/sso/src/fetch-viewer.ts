import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { UnauthenticatedError, type Viewer } from '@strata/basis-core';
import { command } from '@strata/basis-subgraph';
import { Client } from './client.entity.ts';
import { computeViewer, type ViewerParts } from './compute-viewer.ts';
import { PolicyDocument } from './policy-document.entity.ts';
import { Role } from './role.entity.ts';
import { ANONYMOUS_ROLE } from './roles.ts';
import { User } from './user.entity.ts';

/** Whose viewer is wanted: the subject of a token, or nobody's. */
export type ViewerSubject =
  | { kind: 'user' | 'client'; subject: string; scopes?: readonly string[] | undefined }
  | { kind: 'anonymous' };

/**
 * The viewer of a subject as their roles are now. Its policy document is kept, for subgraphs will ask for it by hash.
 *
 * @throws UnauthenticatedError for a subject that is gone or disabled: their tokens are good for nothing
 */
export const fetchViewer = command(async ({ em, now }, wanted: ViewerSubject): Promise<Viewer> => {
  const viewer = computeViewer(await partsOf(em, wanted));
  const { hash, grants } = viewer.policy;
  const document = em.createQueryBuilder(PolicyDocument).insert({ hash, grants, createdAt: now }); // raw access: the only INSERT that minds no twin
  await document.onConflict('hash').ignore().execute();
  return viewer;
});

async function partsOf(em: SqlEntityManager, wanted: ViewerSubject): Promise<ViewerParts> {
  if (wanted.kind === 'anonymous') {
    const roles = await em.find(Role, { name: ANONYMOUS_ROLE }, { populate: ['grants'] });
    return { kind: 'anonymous', id: null, roles };
  }
  const { kind, subject: id, scopes } = wanted;
  const populate = ['roles.grants'] as const;
  const subject =
    kind === 'user' ? await em.findOne(User, id, { populate }) : await em.findOne(Client, id, { populate });
  if (subject === null || subject.isDisabled) throw new UnauthenticatedError('The account is closed.');
  return { kind, id, roles: subject.roles.getItems(), scopes };
}
