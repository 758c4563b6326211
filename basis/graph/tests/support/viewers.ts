import { type Condition, newId, type Viewer, type ViewerAttribute } from '@strata/basis-core';

/** A viewer who holds some permissions, each for every row or for those of its condition. */
export function viewerWith(
  grants: Readonly<Record<string, Condition | readonly Condition[] | 'everything'>>,
  { kind = 'user', id = newId(), attributes = {} }: Partial<Pick<Viewer, 'kind' | 'id' | 'attributes'>> = {},
): Viewer {
  const list = Object.entries(grants).flatMap(([permission, given]) => {
    if (given === 'everything') return [{ permission }];
    const conditions = Array.isArray(given) ? given : [given];
    return conditions.map((condition: Condition) => ({ permission, condition }));
  });
  return {
    kind,
    id,
    roles: [],
    attributes: attributes as Record<string, ViewerAttribute>,
    policy: { hash: newId(), grants: list },
  };
}

/** The shop window's visitor, who holds nothing. */
export const stranger: Viewer = viewerWith({}, { kind: 'anonymous', id: null });

/** The placeholder that stands for the viewer's id, or an attribute of theirs. */
export const viewers = (attribute: string): string => `\${viewer.${attribute}}`;
