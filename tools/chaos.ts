// Breaks a system of two of everything in every way there is, and counts what was lost, done twice or out of order:
//   npm run chaos -- --seed 7 --minutes 2 --backend redis
//   npm run chaos -- --scenario all | --control all | --ci
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chaos } from '../tests/chaos/chaos.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', multiple: true, default: ['1'] },
    minutes: { type: 'string', default: '1' },
    backend: { type: 'string', multiple: true, default: ['redis', 'postgres'] },
    scenario: { type: 'string', multiple: true, default: [] },
    control: { type: 'string', multiple: true, default: [] },
    // A machine that is busy with something else needs longer.
    'heal-within': { type: 'string', default: '30' },
    ci: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});

// PostgreSQL, started by root, runs as somebody else, who must be able to enter.
const folder = mkdtempSync(join(tmpdir(), 'strata-chaos-'));
chmodSync(folder, 0o755);
let passed = false;
try {
  passed = await chaos({ ...values, folder, say: (line) => process.stdout.write(`${line}\n`) });
} finally {
  if (passed && !values.keep) rmSync(folder, { recursive: true, force: true });
  else process.stdout.write(`What the processes said is in ${folder}\n`);
}
process.exit(passed ? 0 : 1);
