import { basename, join } from 'node:path';
import { commands, Uri } from 'vscode';
import { CodedError } from '../../base/result.js';
import type { HeapRecord, HeapWanted } from '../../rpc/heap-contract.js';
import type { KeeperAnswer, KeeperQuery, RunSnapshot } from '../../rpc/view-contract.js';
import type { Services } from '../services.js';

const NS_PER_MS = 1e6;

/** A snapshot and how long after a moment it was taken, nanoseconds. */
interface Near {
  readonly file: string;
  readonly laterNs: number;
}

/**
 * The snapshot of a process in which to look for an object that was seen at a moment: the first one after it, since later its
 * address may be another's; else the last one before. Null when the process has none that says when it was taken.
 *
 * @param epochNs nanoseconds since 1970
 */
export function snapshotNear(
  snapshots: readonly Pick<RunSnapshot, 'file' | 'record'>[],
  pid: number,
  epochNs: number,
): Near | null {
  const near = snapshots.flatMap(({ file, record }): Near[] =>
    record?.pid === pid && record.takenMs > 0 ? [{ file, laterNs: record.takenMs * NS_PER_MS - epochNs }] : [],
  );
  const after = near.filter(({ laterNs }) => laterNs >= 0).toSorted((a, b) => a.laterNs - b.laterNs);
  const before = near.filter(({ laterNs }) => laterNs < 0).toSorted((a, b) => b.laterNs - a.laterNs);
  return after[0] ?? before[0] ?? null;
}

/** What is known of a run's snapshots. */
interface Known {
  all(): Promise<readonly RunSnapshot[]>;
  recordOf(file: string): Promise<HeapRecord | null>;
}

/** When and in which process a value was recorded, and of which function. */
interface Moment {
  /** Its ordinal in the run. */
  readonly process: number;
  readonly pid: number;
  readonly epochNs: number;
  readonly qualname: string;
}

/** Leads from the value of a call to its object in a snapshot of the run. */
export class Keepers {
  readonly #services: Services;
  readonly #folder: string;
  readonly #snapshots: Known;

  constructor(services: Services, folder: string, snapshots: Known) {
    this.#services = services;
    this.#folder = folder;
    this.#snapshots = snapshots;
  }

  /** Throws CodedError. */
  async show(query: KeeperQuery): Promise<KeeperAnswer> {
    const moment = await this.#momentOf(query);
    const near = snapshotNear(await this.#snapshots.all(), moment.pid, moment.epochNs);
    if (near === null) return this.#answer(null);
    await this.#open(near, query, moment);
    return this.#answer(near.file);
  }

  /** The command says by itself why none was taken. Throws CodedError. */
  async take(query: KeeperQuery): Promise<KeeperAnswer> {
    const moment = await this.#momentOf(query);
    const item = { folder: this.#folder, process: moment.process };
    const path = await commands.executeCommand<string | undefined>('tracehold.takeHeapSnapshot', item);
    if (path === undefined) return this.#answer(null);
    const file = basename(path);
    const record = await this.#snapshots.recordOf(file);
    const laterNs = record === null ? 0 : Math.max(0, record.takenMs * NS_PER_MS - moment.epochNs);
    await this.#open({ file, laterNs }, query, moment);
    return this.#answer(file);
  }

  async #open({ file, laterNs }: Near, { name, object }: KeeperQuery, { qualname }: Moment): Promise<void> {
    const path = join(this.#folder, file);
    const wanted: HeapWanted = { name, function: qualname, ...object, laterNs };
    this.#services.wanted.want(path, wanted);
    await commands.executeCommand('vscode.open', Uri.file(path));
  }

  async #momentOf({ call, isEnd }: KeeperQuery): Promise<Moment> {
    const { store } = await this.#services.runs.open(this.#folder);
    const [row, { processes }] = await Promise.all([store.call('call', call), store.call('info', null)]);
    const process = processes.find((info) => info.process === row?.process);
    if (row === null || process === undefined) throw new CodedError('not-found', 'The run has no such call.');
    const epochNs = process.startEpochNs + row.startNs + (isEnd ? row.durationNs : 0);
    return { process: process.process, pid: process.pid, epochNs, qualname: row.qualname };
  }

  #answer(file: string | null): KeeperAnswer {
    return { file, live: this.#services.runs.find(this.#folder)?.live ?? false };
  }
}
