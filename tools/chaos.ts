// Breaks a system of two of everything in every way there is, and counts what was lost, done twice or out of order:
//   npm run chaos -- --seed 7 --minutes 2 --backend redis
//   npm run chaos -- --scenario all | --control all | --ci
// demo
// Or a shop whose services are killed while it sells, and counts its pieces and its money:
//   npm run chaos -- --shop --orders 10000 --kills 200
// /demo
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chaos } from '../tests/chaos/chaos.ts';
// demo
import { shop } from '../tests/shop/by-hand.ts';

// /demo

const { values } = parseArgs({
  options: {
    seed: { type: 'string', multiple: true, default: ['1'] },
    minutes: { type: 'string', default: '1' },
    backend: { type: 'string', multiple: true, default: ['redis', 'postgres'] },
    scenario: { type: 'string', multiple: true, default: [] },
    control: { type: 'string', multiple: true, default: [] },
    // A machine that is busy with something else needs longer.
    'heal-within': { type: 'string', default: '30' },
    // demo
    shop: { type: 'boolean', default: false },
    orders: { type: 'string', default: '1000' },
    kills: { type: 'string', default: '20' },
    buyers: { type: 'string', default: '64' },
    pieces: { type: 'string', default: '100' },
    // /demo
    ci: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});

// PostgreSQL, started by root, runs as somebody else, who must be able to enter.
const folder = mkdtempSync(join(tmpdir(), 'strata-chaos-'));
chmodSync(folder, 0o755);
const say = (line: string) => process.stdout.write(`${line}\n`);
const wanted = { run: () => chaos({ ...values, folder, say }) };
// demo
if (values.shop) wanted.run = () => shop({ ...values, folder, say });
// /demo
let passed = false;
try {
  passed = await wanted.run();
} finally {
  if (passed && !values.keep) rmSync(folder, { recursive: true, force: true });
  else say(`What the processes said is in ${folder}`);
}
process.exit(passed ? 0 : 1);
