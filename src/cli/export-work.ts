import { renameSync, rmSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { version } from '../../package.json';
import { assertNever } from '../base/assert-never.js';
import { CodedError } from '../base/result.js';
import { FileSink, temporaryName } from '../export/file-sink.js';
import { writeChromeTrace } from '../export/chrome.js';
import { writeSpeedscope } from '../export/speedscope.js';
import type { Progress, Store } from '../store/api.js';
import { openRun } from '../store/index.js';
import { exportSource } from './export-source.js';

export const exportFormats = ['speedscope', 'chrome', 'sqlite'] as const;
type ExportFormat = (typeof exportFormats)[number];

export interface ExportJob {
  /** Of the run. */
  readonly folder: string;
  readonly format: ExportFormat;
  /** Absolute path. */
  readonly file: string;
}

export interface ExportResult {
  readonly bytes: number;
  /** Intervals written; a generator has several a call. */
  readonly intervals: number;
}

export interface Control {
  /** For what returns to the event loop. */
  readonly signal: AbortSignal;
  /** For what does not. */
  readonly stopped: () => boolean;
  readonly progress: (what: string, done: { readonly fraction: number; readonly calls: number }) => void;
}

/** Opens the run and writes one file; the file appears whole or not at all. */
export async function exportRun(job: ExportJob, control: Control): Promise<ExportResult> {
  const progress: Progress = (done) => control.progress('reading', done);
  const store = await openRun(job.folder, { signal: control.signal, progress });
  try {
    return job.format === 'sqlite'
      ? await exportSqlite(store, job.file, control)
      : exportText(store, job, job.format, control);
  } finally {
    store.close();
  }
}

function exportText(
  store: Store,
  { folder, file }: ExportJob,
  format: 'speedscope' | 'chrome',
  { stopped, progress }: Control,
): ExportResult {
  const source = exportSource(store, basename(folder));
  const total = source.threads.reduce((sum, { calls }) => sum + calls, 0);
  if (total === 0) throw new CodedError('not-found', 'The run holds no calls, so there is nothing to export');
  const sink = new FileSink(file);
  let intervals = 0;
  const watch = (more: number) => {
    intervals += more;
    if (stopped()) throw new CodedError('cancelled', 'Cancelled');
    progress('writing', { fraction: intervals / total, calls: intervals });
  };
  try {
    const exporter = `tracehold ${version}`;
    if (format === 'speedscope') writeSpeedscope(source, exporter, sink, watch);
    else if (format === 'chrome') writeChromeTrace(source, exporter, sink, watch);
    else assertNever(format);
    sink.finish();
  } catch (error) {
    sink.abandon();
    throw error;
  }
  return { bytes: sink.bytes, intervals };
}

async function exportSqlite(store: Store, file: string, { signal, progress }: Control): Promise<ExportResult> {
  const temporary = temporaryName(file);
  try {
    await store.exportSqlite(temporary, { signal, progress: (done) => progress('writing', done) });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  const intervals = store.threads().reduce((sum, { calls }) => sum + calls, 0);
  return { bytes: statSync(file).size, intervals };
}
