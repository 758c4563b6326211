// Writes lines until it is asked to end, and then what it was asked by to the file that it is told.
import { writeFileSync } from 'node:fs';
import { untilStopped } from '../../src/until-stopped.ts';

const [file = ''] = process.argv.slice(2);
const talk = setInterval(() => process.stdout.write('a line\n'), 5);
const signal = await untilStopped();
clearInterval(talk);
process.stdout.write('a last line, for nobody\n');
writeFileSync(file, signal);
