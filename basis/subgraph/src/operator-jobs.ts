import { type Logger, NotFoundError, newId, StrataError } from '@strata/basis-core';

/** Jobs of which the outcome is kept, at most. */
const MAX_JOBS = 100;

/** How far a job is. */
export interface JobProgress {
  done: number;
  /** Where it is known, about. */
  total?: number | undefined;
}

/** Work that an operator began and that outlasts the request. */
export interface OperatorJob {
  id: string;
  name: string;
  state: 'running' | 'done' | 'failed';
  progress: JobProgress;
  result?: unknown;
  error?: { code: string; message: string };
}

/** The jobs of one process; they die with it. */
export interface OperatorJobs {
  start(
    name: string,
    work: (report: (progress: JobProgress) => void, signal: AbortSignal) => Promise<unknown>,
  ): OperatorJob;
  /** @throws NotFoundError when it is not known here: it began in another process, or long ago */
  get(id: string): OperatorJob;
  /** Aborts those that run, and waits for them. */
  stop(): Promise<void>;
}

/** No jobs yet. */
export function createOperatorJobs(logger: Logger): OperatorJobs {
  const jobs = new Map<string, OperatorJob>();
  const running = new Set<Promise<void>>();
  const ending = new AbortController();

  async function run(job: OperatorJob, work: () => Promise<unknown>): Promise<void> {
    try {
      job.result = await work();
      job.state = 'done';
    } catch (error) {
      job.state = 'failed';
      job.error = faultOf(error);
      if (!(error instanceof StrataError)) logger.error({ err: error, job: job.name }, 'a job of an operator failed');
    }
  }

  return {
    start(name, work) {
      const job: OperatorJob = { id: newId(), name, state: 'running', progress: { done: 0 } };
      jobs.set(job.id, job);
      dropEnded(jobs);
      const report = (progress: JobProgress) => {
        job.progress = progress;
      };
      const ended = run(job, () => work(report, ending.signal)).finally(() => running.delete(ended));
      running.add(ended);
      return job;
    },
    get(id) {
      const job = jobs.get(id);
      if (job === undefined) throw new NotFoundError('job', id);
      return job;
    },
    async stop() {
      ending.abort();
      await Promise.all(running);
    },
  };
}

function dropEnded(jobs: Map<string, OperatorJob>): void {
  for (const { id, state } of jobs.values()) {
    if (jobs.size <= MAX_JOBS) return;
    if (state !== 'running') jobs.delete(id);
  }
}

function faultOf(error: unknown): { code: string; message: string } {
  if (error instanceof StrataError) return { code: error.code, message: error.message };
  return { code: 'INTERNAL_SERVER_ERROR', message: 'It failed; the log of the service says why.' };
}
