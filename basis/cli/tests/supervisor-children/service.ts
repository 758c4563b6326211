// A child for the supervisor's tests. Its arguments say how it behaves.
import { setInterval } from 'node:timers';
import { announceReady, exitWithParent } from '../../src/supervisor/index.ts';

const [name = 'unnamed', behaviour = 'well-behaved'] = process.argv.slice(2);

exitWithParent();
if (behaviour === 'dies-at-once') process.exit(3);
process.on('SIGTERM', () => {
  if (behaviour === 'deaf') return;
  process.stdout.write(`${name} ends\n`);
  process.exit(0);
});
process.stderr.write(`${JSON.stringify({ level: 30, time: 0, service: name, msg: 'at your service' })}\n`);
process.stdout.write('not JSON\n');
announceReady({ name, greeting: process.env.GREETING ?? null });
setInterval(() => undefined, 60_000);
