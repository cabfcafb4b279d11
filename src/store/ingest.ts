import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { TraceFollower } from '../format/follow.js';
import { ActivationPages } from '../trace/activations.js';
import { Dimensions } from '../trace/dimensions.js';
import { OpenChunks } from '../trace/open-chunks.js';
import type { SharedState } from '../trace/thread-calls.js';
import { DataFile, SpillFile } from './data-file.js';
import { dataPath, privatePath, rmQuietly } from './folder.js';
import type { StorePlace } from './folder.js';
import { IngestSink } from './ingest-sink.js';
import { ProcessIngest } from './process-ingest.js';
import { ThreadOrdinals } from './thread-ordinals.js';

/** A recording file and what has become of it so far. */
export interface IngestedFile {
  readonly name: string;
  readonly path: string;
  readonly follower: TraceFollower;
  readonly process: ProcessIngest;
}

/** Reads the recordings of a run and builds its calls: the data file grows on disk, the rest stays in memory. */
export class Ingest {
  readonly folder: string;
  readonly place: StorePlace;
  readonly dimensions = new Dimensions();
  readonly files: IngestedFile[] = [];
  readonly sink: IngestSink;
  readonly open: OpenChunks;
  readonly activations: ActivationPages;
  readonly data: DataFile;
  /** Counts batches: what was derived from an earlier state is stale. */
  version = 0;
  finished = false;
  activationsOffset = 0;
  readonly #spill: DataFile;
  readonly #shared: SharedState;
  readonly #ordinals = new ThreadOrdinals();
  #dataPath: string;

  /** @throws the file system's error when the store cannot be written. */
  constructor(folder: string, place: StorePlace) {
    this.folder = folder;
    this.place = place;
    this.#dataPath = privatePath('building', place);
    this.data = DataFile.create(this.#dataPath);
    this.#spill = DataFile.create(privatePath('spill', place));
    const spill = new SpillFile(this.#spill);
    this.sink = new IngestSink(this.data);
    this.open = new OpenChunks(this.sink, spill);
    this.activations = new ActivationPages(spill);
    this.#shared = { sink: this.sink, open: this.open, activations: this.activations };
  }

  add(name: string): IngestedFile {
    const path = join(this.folder, name);
    const process = new ProcessIngest(this.files.length + 1, this.dimensions, this.#shared, this.#ordinals);
    const file = { name, path, follower: new TraceFollower(path), process };
    this.files.push(file);
    return file;
  }

  /** Reads at most 1 MiB of a file. False when there was nothing to read. */
  async step({ follower, process }: IngestedFile): Promise<boolean> {
    const before = follower.position;
    const chunks = await follower.poll();
    for (const chunk of chunks) process.feed(chunk);
    if (chunks.length === 0 && follower.position === before) return false;
    this.version++;
    return true;
  }

  get calls(): number {
    let calls = 0;
    for (const { process } of this.files) for (const thread of process.builder.threads.values()) calls += thread.calls;
    return calls;
  }

  get bytes(): number {
    let bytes = 0;
    for (const { follower } of this.files) bytes += follower.position;
    return bytes;
  }

  /** Ends every call and writes what is left. */
  finish(): void {
    if (this.finished) return;
    for (const { process } of this.files) process.builder.finish();
    this.activationsOffset = this.data.length;
    for (const page of this.activations.pages()) this.data.append(new Uint8Array(page.buffer));
    this.finished = true;
    this.version++;
    this.#closeSpill();
  }

  /** Gives the data file its final name: only then may an index speak of it. */
  commitData(): void {
    const path = dataPath(this.place.folder, this.place.generation);
    renameSync(this.#dataPath, path);
    this.#dataPath = path;
  }

  /** Closes files; `keep` says whether the data file stays. */
  async close(keep: boolean): Promise<void> {
    for (const { follower } of this.files) await follower.close();
    if (!this.finished) this.#closeSpill();
    this.data.close();
    if (!keep) rmQuietly(this.#dataPath);
  }

  #closeSpill(): void {
    this.#spill.close();
    rmQuietly(this.#spill.path);
  }
}
