import { basename } from 'node:path';
import { version } from '../../package.json';
import { exportStore } from '../export/export-store.js';
import type { ExportFormat, ExportResult } from '../export/export-store.js';
import type { Progress } from '../store/api.js';
import { openRun } from '../store/index.js';

export interface ExportJob {
  /** Of the run. */
  readonly folder: string;
  readonly format: ExportFormat;
  /** Absolute path. */
  readonly file: string;
}

export interface Control {
  /** For what returns to the event loop. */
  readonly signal: AbortSignal;
  /** For what does not. */
  readonly stopped: () => boolean;
  readonly progress: (what: string, done: { readonly fraction: number; readonly calls: number }) => void;
}

/** Opens the run and writes one file. */
export async function exportRun({ folder, format, file }: ExportJob, control: Control): Promise<ExportResult> {
  const { signal, stopped } = control;
  const reading: Progress = (done) => control.progress('reading', done);
  const store = await openRun(folder, { signal, progress: reading });
  try {
    const target = { format, file, title: basename(folder), exporter: `tracehold ${version}` };
    const writing: Progress = (done) => control.progress('writing', done);
    return await exportStore(store, target, { signal, stopped, progress: writing });
  } finally {
    store.close();
  }
}
