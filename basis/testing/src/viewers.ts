import { createHash } from 'node:crypto';
import { type Grant, newId, type Viewer, type ViewerAttribute } from '@strata/basis-core';

/** A viewer with just these grants: a permission's name, or a grant with its condition. */
export function viewerWith(
  grants: readonly (string | Grant)[],
  { id = newId(), kind = 'user', roles = [], attributes = {} }: Partial<TestViewer> = {},
): Viewer {
  const list = grants.map((grant) => (typeof grant === 'string' ? { permission: grant } : grant));
  const hash = createHash('sha256').update(JSON.stringify(list)).digest('hex');
  return { kind, id, roles, attributes, policy: { hash, grants: list } };
}

interface TestViewer {
  id: string | null;
  kind: Viewer['kind'];
  roles: readonly string[];
  attributes: Record<string, ViewerAttribute>;
}

/** Nobody in particular, with no grants. */
export const nobody: Viewer = viewerWith([], { id: null, kind: 'anonymous' });
