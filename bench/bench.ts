// demo
import { consistency } from './consistency.ts';
// /demo
import type { Measure } from './measure.ts';
import { messaging } from './messaging/messaging.ts';
// demo
import { orders } from './orders.ts';
// /demo
import { platform } from './platform.ts';

/** Every table that `npm run bench` prints, by name. */
const tables: Record<string, () => Promise<Measure[]>> = { platform, messaging };
// demo
tables.consistency = consistency;
tables.orders = orders;
// /demo

const wanted = process.argv.slice(2);
for (const [name, measure] of Object.entries(tables)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const rows = await measure();
  const lines = rows.map(({ what, value, goal }) => `| ${what} | ${value} | ${goal} |`);
  process.stdout.write(`\n${name}\n\n| measure | here | goal |\n|---|---|---|\n${lines.join('\n')}\n`);
}
