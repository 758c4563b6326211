import { StrataError } from '@strata/basis-core';
import { mayLeave } from '@strata/basis-network';
import type { Words } from './names.ts';

// docker-compose.yml lists each subgraph three times: its address, its container, and the gateway's wait for it. Like
// the other lists it is edited as text. What is taken for an example is the container of `sso`, which is always there.

const EXAMPLE = 'sso';
const EGRESS = '\n    networks: [inside, egress]';

/** The text of docker-compose.yml with a container for one more subgraph, before the gateway's. */
export function withContainer(text: string, { kebab }: Words): string {
  const block = blockOf(text, EXAMPLE);
  const address = addressLine(EXAMPLE).exec(text);
  const wait = waitLine(EXAMPLE).exec(text);
  if (block === undefined || address === null || wait === null || !text.includes('\n  gateway:\n')) throw noPlace();
  const variable = kebab.replaceAll('-', '_').toUpperCase();
  const container = block
    .replaceAll(`_${EXAMPLE.toUpperCase()}:`, `_${variable}:`)
    .replace(new RegExp(`\\b${EXAMPLE}\\b`, 'g'), kebab);
  return text
    .replace(address[0], () => `${withComma(address[0])}${withComma(address[0]).replaceAll(EXAMPLE, kebab)}`)
    .replace(COMMA_BEFORE_END, '$1')
    .replace(wait[0], () => wait[0] + wait[0].replace(EXAMPLE, kebab))
    .replace('\n  gateway:\n', () => `\n${container.trimEnd()}${mayLeave(kebab) ? EGRESS : ''}\n\n  gateway:\n`);
}

/** The text of docker-compose.yml without the containers of some subgraphs. */
export function withoutContainers(text: string, names: readonly Words[]): string {
  return names
    .reduce((rest, { kebab }) => {
      const block = blockOf(rest, kebab);
      const shorter = block === undefined ? rest : rest.replace(block, '');
      return shorter.replace(addressLine(kebab), '').replace(waitLine(kebab), '');
    }, text)
    .replace(COMMA_BEFORE_END, '$1');
}

/** A service's lines, the empty one after it included. */
function blockOf(text: string, name: string): string | undefined {
  return new RegExp(`^  ${name}:\\n(?: {4,}.*\\n)+\\n?`, 'm').exec(text)?.[0];
}

const addressLine = (name: string): RegExp => new RegExp(`^ *"${name}": "http://.*\\n`, 'm');
const waitLine = (name: string): RegExp => new RegExp(`^ {6}${name}: \\{ condition: .*\\n`, 'm');

const withComma = (line: string): string => line.replace(/,?\n$/, ',\n');
/** What JSON does not allow, and taking the last line out or adding one after it leaves. */
const COMMA_BEFORE_END = /,(\n\s*\})/g;

function noPlace(): StrataError {
  const what = `a service ${EXAMPLE} before the gateway, its address in STRATA_SERVICES, the gateway's wait for it`;
  return new StrataError('NO_PLACE', `docker-compose.yml is not as it is expected: it has to have ${what}.`, 500);
}
