import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StrataError } from '@strata/basis-core';
import type { SubgraphNames } from './names.ts';

const TEMPLATES = join(import.meta.dirname, '../../templates');
/** How the templates of a subgraph name those of its sdk, which are no package that could be named. */
const SDK = "'../../sdk/contract.ts'";
/** What a file is called whose text is no TypeScript until more is generated beside it. */
const SUFFIX = /\.template$/;

/**
 * The files of a new subgraph and its sdk package, by their path in the repository. Templates are TypeScript that the
 * repository's own checks read; in their texts and names, words between double underscores stand for the names.
 */
export function filesFor(names: SubgraphNames, versions: Readonly<Record<string, string>>): Map<string, string> {
  const files = new Map<string, string>();
  for (const [kind, folder] of [
    ['subgraph', 'subgraphs'],
    ['sdk', 'sdk'],
  ] as const) {
    const root = join(TEMPLATES, kind);
    for (const path of globSync('**/*.{ts,json,md,template}', { cwd: root })) {
      const target = join(folder, names.name.kebab, filled(path.replace(SUFFIX, ''), names));
      const text = filled(readFileSync(join(root, path), 'utf8'), names);
      files.set(target, path === 'package.json' ? withVersions(text, versions) : text);
    }
  }
  return files;
}

/** A text with every placeholder replaced. */
function filled(text: string, { name, noun, nouns }: SubgraphNames): string {
  const article = /^[aeiou]/.test(noun.spoken) ? 'an' : 'a';
  const words: Record<string, string> = {
    name: name.camel,
    'name-kebab': name.kebab,
    'name-words': name.spoken,
    Noun: noun.pascal,
    noun: noun.camel,
    'noun-kebab': noun.kebab,
    'a-noun': `${article} ${noun.spoken}`,
    'A-noun': `${article === 'an' ? 'An' : 'A'} ${noun.spoken}`,
    Nouns: nouns.pascal,
    nouns: nouns.camel,
    'nouns-kebab': nouns.kebab,
    'nouns-words': nouns.spoken,
  };
  return text
    .replaceAll(SDK, `'@strata/sdk-${name.kebab}'`)
    .replace(/__([A-Za-z]+(?:-[a-z]+)?)__/g, (placeholder, word: string) => words[word] ?? placeholder);
}

/** A package.json whose `*` are the versions that the repository pins. */
function withVersions(text: string, versions: Readonly<Record<string, string>>): string {
  return text.replace(/"([^"]+)": "\*"/g, (_line, name: string) => {
    const version = versions[name];
    if (version === undefined) throw new StrataError('NO_PLACE', `No package of the workspace pins ${name}.`, 500);
    return `"${name}": "${version}"`;
  });
}
