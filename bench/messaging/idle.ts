import { readdirSync, readFileSync } from 'node:fs';
import { type Measure, root, startSystem, withFolder } from '../measure.ts';

/** A system that was just started is at rest after half a minute. */
const SETTLE_MS = 45_000;
const WATCHED_MS = 60_000;
const TICKS_PER_SECOND = 100;

/** What the whole system, started and left alone, takes of a core: Node, and PostgreSQL beside it. */
export function idleCpu(): Promise<Measure[]> {
  return withFolder(async (dataDir) => {
    const system = await startSystem(root, ['--data-dir', dataDir]);
    try {
      await pause(SETTLE_MS);
      const from = cpuSeconds(system.pid);
      await pause(WATCHED_MS);
      const share = ((cpuSeconds(system.pid) - from) * 100 * 1_000) / WATCHED_MS;
      return [
        {
          what: 'the whole system idle, Node and PostgreSQL, share of a core',
          value: `${share.toFixed(1)} %`,
          goal: '1 %',
        },
      ];
    } finally {
      await system.stop();
    }
  });
}

/** CPU seconds of everything that descends from a process, PostgreSQL's backends among them; as Linux counts them. */
function cpuSeconds(pid: number): number {
  const processes = readdirSync('/proc').flatMap((entry) => (/^\d+$/.test(entry) ? [statOf(entry)] : []));
  const ours = new Set([pid]);
  for (let before = 0; before !== ours.size; ) {
    before = ours.size;
    for (const { id, parent } of processes) if (ours.has(parent)) ours.add(id);
  }
  const ticks = processes.filter(({ id }) => ours.has(id)).reduce((sum, { cpuTicks }) => sum + cpuTicks, 0);
  return ticks / TICKS_PER_SECOND;
}

/** proc(5): after the name in brackets come state, parent, and, from the 12th on, its time and that of children that ended. */
function statOf(entry: string): { id: number; parent: number; cpuTicks: number } {
  try {
    const fields = readFileSync(`/proc/${entry}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? [];
    return {
      id: Number(entry),
      parent: Number(fields[1]),
      cpuTicks: fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0),
    };
  } catch {
    return { id: Number(entry), parent: 0, cpuTicks: 0 }; // it has ended meanwhile
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resume) => setTimeout(resume, ms));
}
