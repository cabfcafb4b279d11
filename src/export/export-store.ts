import { renameSync, rmSync, statSync } from 'node:fs';
import { assertNever } from '../base/assert-never.js';
import { CodedError } from '../base/result.js';
import type { Progress, Store } from '../store/api.js';
import { writeChromeTrace } from './chrome.js';
import { writeCpuProfile } from './cpuprofile.js';
import { toExportError } from './export-error.js';
import { FileSink, temporaryName } from './file-sink.js';
import { writeSpeedscope } from './speedscope.js';
import { storeSource } from './store-source.js';

export const exportFormats = ['speedscope', 'chrome', 'cpuprofile', 'sqlite'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export interface ExportTarget {
  readonly format: ExportFormat;
  /** Absolute path. */
  readonly file: string;
  /** Name of the run, for those who read the file. */
  readonly title: string;
  /** Our name and version. */
  readonly exporter: string;
}

export interface ExportResult {
  readonly bytes: number;
  /** Intervals written; a generator has several a call. */
  readonly intervals: number;
}

export interface ExportControl {
  /** For what returns to the event loop. */
  readonly signal: AbortSignal;
  /** For what does not. */
  readonly stopped: () => boolean;
  /** Called at most every 50 ms. */
  readonly progress: Progress;
}

const PROGRESS_MS = 50;

/**
 * Writes one file, which appears whole or not at all. Text formats are written without a pause: for a thread of its own.
 *
 * @throws CodedError 'not-found' when there are no calls, 'cancelled', 'limit', 'io' with a sentence that says what to do.
 */
export async function exportStore(store: Store, target: ExportTarget, control: ExportControl): Promise<ExportResult> {
  try {
    return target.format === 'sqlite'
      ? await exportSqlite(store, target.file, control)
      : exportText(store, target, target.format, control);
  } catch (thrown) {
    throw toExportError(thrown, target.file);
  }
}

function exportText(
  store: Store,
  { file, title, exporter }: ExportTarget,
  format: Exclude<ExportFormat, 'sqlite'>,
  { stopped, progress }: ExportControl,
): ExportResult {
  const source = storeSource(store, title);
  const total = source.threads.reduce((sum, { calls }) => sum + calls, 0);
  if (total === 0) throw new CodedError('not-found', 'The run holds no calls, so there is nothing to export');
  const sink = new FileSink(file);
  let intervals = 0;
  let said = 0;
  const watch = (more: number) => {
    intervals += more;
    if (stopped()) throw new CodedError('cancelled', 'Cancelled');
    const now = performance.now();
    if (now - said < PROGRESS_MS) return;
    said = now;
    progress({ fraction: Math.min(1, intervals / total), calls: intervals, bytes: sink.bytes });
  };
  try {
    if (format === 'speedscope') writeSpeedscope(source, exporter, sink, watch);
    else if (format === 'chrome') writeChromeTrace(source, exporter, sink, watch);
    else if (format === 'cpuprofile') writeCpuProfile(source, exporter, sink, watch);
    else assertNever(format);
    sink.finish();
  } catch (error) {
    sink.abandon();
    throw error;
  }
  return { bytes: sink.bytes, intervals };
}

async function exportSqlite(store: Store, file: string, { signal, progress }: ExportControl): Promise<ExportResult> {
  const temporary = temporaryName(file);
  try {
    await store.exportSqlite(temporary, { signal, progress });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  const intervals = store.threads().reduce((sum, { calls }) => sum + calls, 0);
  return { bytes: statSync(file).size, intervals };
}
