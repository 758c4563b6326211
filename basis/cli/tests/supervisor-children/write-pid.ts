// What the spare process of supervising.ts loads: it tells the test which process it is.
import { renameSync, writeFileSync } from 'node:fs';

const file = process.env.PID_FILE ?? '';
writeFileSync(`${file}.draft`, String(process.pid));
renameSync(`${file}.draft`, file);
