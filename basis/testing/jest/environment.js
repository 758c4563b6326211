import { TestEnvironment } from 'jest-environment-node';

/** What a test may not leave behind: connections, servers, child processes, watchers. */
const WATCHED = ['TCPSocketWrap', 'TCPServerWrap', 'ProcessWrap', 'FSEventWrap'];
const PATIENCE_MS = 3_000;

/** Node, and a check at the end of each file that it gave back what it took. */
export default class LeakCheckingEnvironment extends TestEnvironment {
  #file;
  #before;

  constructor(config, context) {
    super(config, context);
    this.#file = context.testPath;
  }

  async setup() {
    await super.setup();
    this.#before = resources();
  }

  async teardown() {
    const before = this.#before ?? {};
    const deadline = Date.now() + PATIENCE_MS;
    let leaked = leaks(before);
    while (leaked.length > 0 && Date.now() < deadline) {
      await new Promise((resume) => setTimeout(resume, 20));
      leaked = leaks(before);
    }
    await super.teardown();
    if (leaked.length > 0) throw new Error(`${this.#file} left behind: ${leaked.join(', ')}`);
  }
}

function resources() {
  const counts = Object.fromEntries(WATCHED.map((kind) => [kind, 0]));
  for (const kind of process.getActiveResourcesInfo()) if (kind in counts) counts[kind] += 1;
  return counts;
}

function leaks(before) {
  return Object.entries(resources())
    .filter(([kind, count]) => count > (before[kind] ?? 0))
    .map(([kind, count]) => `${count - (before[kind] ?? 0)} × ${kind}`);
}
