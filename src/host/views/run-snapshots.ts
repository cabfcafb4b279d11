import { join } from 'node:path';
import { commands, Uri } from 'vscode';
import { CodedError } from '../../base/result.js';
import type { HeapRecord } from '../../rpc/heap-contract.js';
import type { RunSnapshot } from '../../rpc/view-contract.js';
import { heapFailure } from '../heap/heap-words.js';
import { SnapshotRecords } from '../heap/snapshot-records.js';
import type { Services } from '../services.js';

/** The heap snapshots of a run, for its page. */
export class RunSnapshots {
  readonly #services: Services;
  readonly #folder: string;
  readonly #records: SnapshotRecords;

  constructor(services: Services, folder: string) {
    this.#services = services;
    this.#folder = folder;
    this.#records = new SnapshotRecords(services.heaps);
  }

  /** Names of their files. */
  get files(): readonly string[] {
    return this.#services.runs.find(this.#folder)?.snapshots ?? [];
  }

  all(): Promise<readonly RunSnapshot[]> {
    return Promise.all(this.files.map((file) => this.#told(file)));
  }

  /** Throws CodedError with words for people. */
  async read(file: string, signal: AbortSignal): Promise<RunSnapshot> {
    const path = this.#path(file);
    try {
      await this.#services.heaps.open(path, { signal });
    } catch (thrown) {
      throw heapFailure(thrown, path);
    }
    return this.#told(file);
  }

  async show(file: string): Promise<void> {
    await commands.executeCommand('vscode.open', Uri.file(this.#path(file)));
  }

  /** What a snapshot in the run's folder says of itself; null when it does not. */
  recordOf(file: string): Promise<HeapRecord | null> {
    return this.#records.of({ folder: this.#folder, file });
  }

  async #told(file: string): Promise<RunSnapshot> {
    const named = { folder: this.#folder, file };
    const summary = this.#records.summaryOf(named);
    const verdict = summary === undefined ? null : { sentence: summary.sentence };
    return { file, record: await this.recordOf(file), verdict };
  }

  /** A page is another process: what it names must be a snapshot of its run. */
  #path(file: string): string {
    if (this.files.includes(file)) return join(this.#folder, file);
    throw new CodedError('not-found', 'The run has no such snapshot.');
  }
}
