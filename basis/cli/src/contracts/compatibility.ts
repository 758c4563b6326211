import { parseShape, type Shape, type Shapes } from './shape.ts';

/**
 * Who writes what is compared: the `owner` of the contract (rows, events, what comes of a task), read by services that
 * were built earlier or later; or `others`, who ask for a task that the owner reads.
 */
export type Writer = 'owner' | 'others';

/**
 * What changed between two shapes of one version so that somebody who was built with the other shape, or a message
 * that was written with it, would be misread. Both are there for a while: services are deployed one after the other,
 * and messages are kept. A new optional field is the one change that all tolerate: writers are held to their own shape
 * exactly, readers take what they know and leave the rest.
 *
 * @returns a line for each, such as `price was removed`; none when the change is harmless
 */
export function breakingChanges(before: Shapes, after: Shapes, writer: Writer, path = ''): string[] {
  const gone = Object.keys(before)
    .filter((name) => after[name] === undefined)
    .map((name) => `${path}${name} was removed`);
  const changed = Object.entries(after).flatMap(([name, shape]) => {
    const earlier = before[name];
    if (earlier !== undefined) return changesOfField(earlier, shape, writer, `${path}${name}`);
    return parseShape(shape).optional ? [] : [`${path}${name} is new and required, and messages without it exist`];
  });
  return [...gone, ...changed];
}

function changesOfField(before: Shape, after: Shape, writer: Writer, path: string): string[] {
  const was = parseShape(before);
  const is = parseShape(after);
  if (was.kind !== is.kind) return [`${path} was ${was.kind} and is ${is.kind}`];
  return [
    ...changesOfPresence(was.optional, is.optional, writer, path),
    ...changesOfValues(was.values, is.values, writer, path),
    ...(was.item === undefined || is.item === undefined ? [] : changesOfField(was.item, is.item, writer, `${path}[]`)),
    ...(was.fields === undefined || is.fields === undefined
      ? []
      : breakingChanges(was.fields, is.fields, writer, `${path}.`)),
  ];
}

function changesOfPresence(was: boolean, is: boolean, writer: Writer, path: string): string[] {
  if (was && !is) return [`${path} was optional and is required, and messages without it exist`];
  if (!was && is && writer === 'owner') return [`${path} was required and is optional, and its readers rely on it`];
  return [];
}

function changesOfValues(was: readonly string[], is: readonly string[], writer: Writer, path: string): string[] {
  const removed = was.filter((value) => !is.includes(value)).map((value) => `${path} may no longer be ${value}`);
  const added = writer === 'others' ? [] : is.filter((value) => !was.includes(value));
  return [...removed, ...added.map((value) => `${path} may now be ${value}, which its readers do not know`)];
}
