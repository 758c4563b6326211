/** How far something is: shown to a person beside the output that a program reads. */
export interface Progress {
  at(progress: { done: number; total?: number | undefined }): void;
  /** Leaves what was reached to be read. */
  end(): void;
}

const BAR_WIDTH = 30;
/** Where nobody looks at a terminal, a line is written this often at most. */
const LINE_EVERY_MS = 2_000;

/** What progress is written to: a terminal, or a log. */
export type ProgressOutput = Pick<NodeJS.WriteStream, 'write'> & { isTTY?: boolean };

/**
 * Shows a bar that moves on a terminal, and a line now and then elsewhere.
 *
 * @example const progress = showProgress('orders: catalog.Product', process.stderr);
 *   progress.at({ done: 500, total: 2_000 });
 */
export function showProgress(label: string, output: ProgressOutput): Progress {
  return output.isTTY ? movingBar(label, output) : lines(label, output);
}

function movingBar(label: string, output: ProgressOutput): Progress {
  return {
    at(progress) {
      output.write(`\r\u001b[2K${barOf(progress)}${label}  ${countOf(progress)}`);
    },
    end() {
      output.write('\n');
    },
  };
}

function lines(label: string, output: ProgressOutput): Progress {
  let written = { at: Number.NEGATIVE_INFINITY, text: '' };
  let latest = '';
  const write = () => {
    if (latest === written.text) return;
    output.write(`${label}  ${latest}\n`);
    written = { at: performance.now(), text: latest };
  };
  return {
    at(progress) {
      if (progress.done === 0 && progress.total === undefined) return; // nothing is known yet
      latest = countOf(progress);
      if (performance.now() - written.at >= LINE_EVERY_MS) write();
    },
    end: write,
  };
}

function barOf({ done, total }: { done: number; total?: number | undefined }): string {
  if (total === undefined || total <= 0) return '';
  const filled = Math.round(BAR_WIDTH * Math.min(1, done / total));
  return `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}  `;
}

function countOf({ done, total }: { done: number; total?: number | undefined }): string {
  if (total === undefined || total <= 0) return String(done);
  return `${done} of ${Math.max(total, done)} (${Math.floor((100 * done) / Math.max(total, done))} %)`;
}
