import { CodedError } from '../base/result.js';
import type { Progress, Store } from './api.js';
import { CallSource } from './call-source.js';
import { discover } from './discover.js';
import { choosePlace, sizeOf, traceFiles } from './folder.js';
import { openSaved } from './fresh.js';
import { Ingest } from './ingest.js';
import { IngestTables } from './ingest-tables.js';
import { RunStore } from './run-store.js';
import { removeTemporary, saveIngest } from './save-ingest.js';
import { sqlite } from './sqlite/engine.js';
import { toDatabase } from './sqlite/save.js';

export interface OpenOptions {
  readonly signal?: AbortSignal;
  readonly progress?: Progress;
  /** Builds the store again even if there is one. */
  readonly rebuild?: boolean;
}

/**
 * Opens the store of a run that has ended: the saved one when it fits the recordings, else one that is built now.
 *
 * @throws CodedError 'not-found' when the folder holds no recording, 'cancelled' or the signal's reason when it fires.
 */
export async function openRun(folder: string, options: OpenOptions = {}): Promise<Store> {
  if (traceFiles(folder).length === 0) throw new CodedError('not-found', `There is no recording in ${folder}`);
  const engine = await sqlite();
  const saved = options.rebuild === true ? null : openSaved(engine, folder);
  if (saved !== null) {
    const { database } = saved;
    const source = new CallSource(saved.data, saved.tables);
    return new RunStore({
      folder,
      engine,
      source,
      notices: [],
      image: () => database.export(),
      onClose: () => database.close(),
    });
  }
  const ingest = new Ingest(folder, choosePlace(folder));
  try {
    await readAll(ingest, options);
    options.signal?.throwIfAborted();
    return await finishIngest(ingest);
  } catch (thrown) {
    await ingest.close(false);
    throw thrown;
  }
}

/** Reads every recording of the run to its end. */
async function readAll(ingest: Ingest, { signal, progress }: OpenOptions): Promise<void> {
  for (const { name } of await discover(ingest.folder, new Set())) ingest.add(name).follower.targetEnded();
  const total = ingest.files.reduce((sum, { path }) => sum + sizeOf(path).size, 0);
  let said = 0;
  for (const file of ingest.files) {
    while (!file.follower.done) {
      signal?.throwIfAborted();
      await ingest.step(file);
      const now = performance.now();
      if (progress === undefined || now - said < PROGRESS_MS) continue;
      said = now;
      progress({
        fraction: total === 0 ? 0 : Math.min(1, ingest.bytes / total),
        calls: ingest.calls,
        bytes: ingest.bytes,
      });
    }
  }
  progress?.({ fraction: 1, calls: ingest.calls, bytes: ingest.bytes });
}

const PROGRESS_MS = 50;

/** Ends the calls, saves the store and answers from it. */
async function finishIngest(ingest: Ingest): Promise<RunStore> {
  const engine = await sqlite();
  ingest.finish();
  for (const { follower } of ingest.files) await follower.close();
  const { place, folder } = ingest;
  const tables = new IngestTables(ingest);
  const database = toDatabase(engine, tables, place.generation);
  const image = database.export();
  database.close();
  return new RunStore({
    folder,
    engine,
    source: new CallSource(ingest.data, tables),
    notices: saveIngest(ingest, image),
    image: () => image.slice(),
    onClose: () => removeTemporary(place),
  });
}
