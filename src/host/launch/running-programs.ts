import type { Memento } from 'vscode';
import type { ProcessIdentity } from '../../run/process-identity.js';
import type { Target } from './target.js';

const KEY = 'tracehold.running';

/** What is needed to take a program up again after the window was loaded again. */
export interface RunningEntry {
  readonly folder: string;
  readonly name: string;
  readonly script: string | null;
  /** Null when the system does not tell processes apart. */
  readonly process: ProcessIdentity | null;
  /** The task to run when it is over. */
  readonly afterwards: Target['afterwards'];
}

/** The programs that this window records, kept where a reload does not reach. */
export class RunningPrograms {
  readonly #state: Memento;

  constructor(state: Memento) {
    this.#state = state;
  }

  get all(): readonly RunningEntry[] {
    const kept = this.#state.get<unknown>(KEY);
    return Array.isArray(kept) ? kept.map(withTask).filter(isEntry) : [];
  }

  async add(entry: RunningEntry): Promise<void> {
    await this.#state.update(KEY, [...this.all.filter(({ folder }) => folder !== entry.folder), entry]);
  }

  async remove(folder: string): Promise<void> {
    await this.#state.update(
      KEY,
      this.all.filter((entry) => entry.folder !== folder),
    );
  }
}

/** Entries that an earlier version kept have no task. */
function withTask(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? { afterwards: null, ...value } : value;
}

function isEntry(value: unknown): value is RunningEntry {
  if (typeof value !== 'object' || value === null) return false;
  const { folder, name, script, process, afterwards } = value as Partial<Record<keyof RunningEntry, unknown>>;
  const isScript = script === null || typeof script === 'string';
  const isProcess = process === null || isIdentity(process);
  return typeof folder === 'string' && typeof name === 'string' && isScript && isProcess && isTask(afterwards);
}

/** As launch.json names it: a label, or what identifies the task. */
function isTask(value: unknown): value is Target['afterwards'] {
  return value === null || typeof value === 'string' || (typeof value === 'object' && !Array.isArray(value));
}

function isIdentity(value: unknown): value is ProcessIdentity {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, began } = value as Partial<Record<keyof ProcessIdentity, unknown>>;
  return Number.isSafeInteger(pid) && Number(pid) > 1 && typeof began === 'string';
}
