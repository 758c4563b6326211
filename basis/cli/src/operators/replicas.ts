import type { CheckResult, ReplicaStatus } from '@strata/basis-messaging';
import type { Operations, OperatorJob } from '@strata/basis-subgraph';
import { type Answer, listed, read } from './answer.ts';
import { untilDone, whoAmI } from './operations.ts';
import { showProgress } from './progress.ts';
import { ago, type Column, secondsSince, table } from './table.ts';

/** As JSON has it. */
type Shown = Omit<ReplicaStatus, 'startedAt' | 'readyAt' | 'checkedAt'> & {
  service: string;
  startedAt: string;
  readyAt: string | null;
  checkedAt: string | null;
};

/** Which replicas: of all services, of one, or one alone. */
export interface ReplicaChoice {
  service?: string | undefined;
  entity?: string | undefined;
}

const COLUMNS: Column<Shown>[] = [
  { head: 'SERVICE', of: ({ service }) => service },
  { head: 'ENTITY', of: ({ entity }) => entity },
  { head: 'FROM', of: ({ source }) => source },
  { head: 'STATE', of: stateOf },
  { head: 'FILLED', of: ({ rowsDone }) => rowsDone },
  { head: 'GENERATION', of: ({ generation }) => generation },
  { head: 'CHECKED', of: checkedOf },
];

/** `strata replicas status`. */
export async function replicaStatus(operations: Operations, choice: ReplicaChoice): Promise<Answer> {
  const { found, silent } = await find(operations, choice);
  return listed('replicas', { found, silent }, table(found, COLUMNS), 'There are no replicas.');
}

/** `strata replicas check`: compares with the source and, unless told otherwise, puts right what differs. */
export async function checkReplicas(
  operations: Operations,
  choice: ReplicaChoice,
  { repair }: { repair: boolean },
): Promise<Answer> {
  const { found, silent } = await find(operations, choice);
  const checked: (CheckResult & { service: string; entity: string })[] = [];
  for (const { service, entity } of found) {
    const result = await run<CheckResult>(operations, { service, entity }, 'check', { repair });
    checked.push({ service, entity, ...result });
  }
  const text = table(checked, [
    { head: 'SERVICE', of: ({ service }) => service },
    { head: 'ENTITY', of: ({ entity }) => entity },
    { head: 'ROWS', of: ({ rows }) => rows },
    { head: 'DIFFERING', of: ({ differing }) => differing },
    { head: 'MISSING', of: ({ missing }) => missing },
    { head: 'EXTRA', of: ({ extra }) => extra },
    { head: 'REPAIRED', of: ({ repaired }) => repaired },
    { head: 'TOOK', of: ({ tookMs }) => ago(tookMs / 1000) },
  ]);
  const answer = listed('checked', { found: checked, silent }, text, 'There are no replicas.');
  const wrong = checked.some(({ differing, missing, extra, repaired }) => differing + missing + extra > repaired);
  return { ...answer, failed: answer.failed || wrong };
}

/** `strata replicas rebuild`: fills them anew; the rows that are there serve until they are replaced. */
export async function rebuildReplicas(operations: Operations, choice: ReplicaChoice): Promise<Answer> {
  const { found, silent } = await find(operations, choice);
  const rebuilt: Shown[] = [];
  for (const { service, entity } of found) {
    rebuilt.push({ ...(await run<Shown>(operations, { service, entity }, 'rebuild', {})), service });
  }
  return listed('rebuilt', { found: rebuilt, silent }, table(rebuilt, COLUMNS), 'There are no replicas.');
}

async function find(operations: Operations, { service, entity }: ReplicaChoice) {
  const { found, silent } = await read<Shown>(operations, service, '/replicas');
  return { found: found.filter((replica) => entity === undefined || replica.entity === entity), silent };
}

async function run<T>(
  operations: Operations,
  { service, entity }: { service: string; entity: string },
  action: 'check' | 'rebuild',
  options: object,
): Promise<T> {
  const body = { entity, ...options, who: whoAmI() };
  const job = await operations.call<OperatorJob>(service, { method: 'POST', path: `/replicas/${action}`, body });
  const progress = showProgress(`${service}: ${action} ${entity}`, process.stderr);
  try {
    return await untilDone<T>(operations, service, job, progress.at);
  } finally {
    progress.end();
  }
}

function stateOf({ state, rowsDone, rowsTotal }: Shown): string {
  if (state === 'ready' || !rowsTotal) return state;
  return `${state} ${Math.min(100, Math.floor((100 * rowsDone) / rowsTotal))} %`;
}

function checkedOf({ check, checkedAt }: Shown): string {
  if (check?.running) return `running, ${check.rows} rows so far`;
  if (check === null || checkedAt === null) return 'never';
  const wrong = check.differing + check.missing + check.extra;
  return `${ago(secondsSince(checkedAt))} ago, ${wrong === 0 ? 'equal' : `${wrong} differed, ${check.repaired} repaired`}`;
}
