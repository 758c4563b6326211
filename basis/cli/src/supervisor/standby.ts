// The program of a spare process: it loads the heavy packages that its arguments name, waits to be told which service
// to become, and only then imports our code. So a service restarts on an edit in the time that our own files take.
import { pathToFileURL } from 'node:url';
import type { GoMessage, WarmMessage } from './messages.ts';
import { exitWithParent, isMessage } from './parent.ts';

exitWithParent();
process.channel?.ref();

let told: GoMessage | undefined;
const go = new Promise<GoMessage>((resolve) => {
  process.on('message', (message) => {
    if (!isMessage(message, 'strata:go')) return;
    told = message;
    resolve(message);
  });
});

for (const name of process.argv.slice(2)) {
  if (told !== undefined) break;
  // A package that cannot be loaded here is loaded by the service, which then says what is wrong.
  await import(name).catch(() => undefined);
}
const warm: WarmMessage = { type: 'strata:warm' };
process.send?.(warm);

const { name, module, args, env } = await go;
process.channel?.unref();
Object.assign(process.env, env);
process.title = `strata ${name}`;
process.argv = [process.execPath, module, ...args];
await import(pathToFileURL(module).href);
