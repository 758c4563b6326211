// Adds to package-lock.json the platform packages that npm left out of it:
//   node tools/complete-lockfile.ts [--check]
// A package such as @swc/core lists one optional package for each platform. npm drops from the lockfile those that the
// registry at hand does not serve, and then `npm ci` refuses that lockfile ("Missing: … from lock file"), here and on
// every other machine. An entry with its version, system and processor is enough for npm: what does not fit the machine
// is never asked for.
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A package in the lockfile, as far as it matters here. */
interface Locked {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}
interface Lockfile {
  packages: Record<string, Locked>;
}

const SYSTEMS = /\b(android|darwin|linux|win32|windows|freebsd|openbsd|netbsd|sunos|openharmony|aix)\b/;
const PROCESSORS =
  /\b(arm64|aarch64|x64|arm|ia32|ppc64le|ppc64|s390x|riscv64|loong64|mips64el|wasm32)(?:le|eabi|gnueabihf)?\b/;
const LIBRARIES: Record<string, string> = { gnu: 'glibc', musl: 'musl' };

/** The entries that a lockfile lacks, by their place in it. Those of a range, not of one version, cannot be known. */
export function missingPlatformPackages({ packages }: Lockfile): Record<string, Locked> {
  const missing: Record<string, Locked> = {};
  for (const [place, locked] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(locked.optionalDependencies ?? {})) {
      if (isLocked(packages, place, name) || !/^\d+\.\d+\.\d+[\w.+-]*$/.test(version)) continue;
      missing[`node_modules/${name}`] = {
        version,
        ...platformOf(name),
        ...(locked.dev ? { dev: true } : {}),
        optional: true,
      };
    }
  }
  return missing;
}

/** As Node looks for it: beside what needs it, then in each folder above. */
function isLocked(packages: Record<string, Locked>, place: string, name: string): boolean {
  for (let folder = place; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    if (packages[`${folder ? `${folder}/` : ''}node_modules/${name}`]) return true;
    if (folder === '') return false;
    if (!folder.includes('node_modules/')) folder = '';
  }
}

function platformOf(name: string): Locked {
  const system = SYSTEMS.exec(name)?.[1]?.replace('windows', 'win32');
  const processor = PROCESSORS.exec(name)?.[1]?.replace('aarch64', 'arm64').replace('ppc64le', 'ppc64');
  const library = LIBRARIES[name.split('-').at(-1) ?? ''];
  return {
    ...(processor ? { cpu: [processor] } : {}),
    ...(library && system === 'linux' ? { libc: [library] } : {}),
    ...(system ? { os: [system] } : {}),
  };
}

function completeLockfile(file: string, check: boolean): void {
  const lockfile = JSON.parse(readFileSync(file, 'utf8')) as Lockfile;
  const missing = missingPlatformPackages(lockfile);
  const names = Object.keys(missing).sort();
  if (names.length === 0) return;
  process.stdout.write(`${names.length} platform packages ${check ? 'are missing' : 'added'}: ${names.join(', ')}\n`);
  if (check) {
    process.exitCode = 1;
    return;
  }
  const packages = { ...lockfile.packages, ...missing };
  const sorted = Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(file, `${JSON.stringify({ ...lockfile, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  completeLockfile(resolve(import.meta.dirname, '../package-lock.json'), process.argv.includes('--check'));
}
