import { l10n } from 'vscode';
import { plain } from '../runs/plain.js';
import type { RunningTask } from './process-task.js';
import { say } from './refusal.js';
import { sendSignal } from './stop-process.js';

/** A program may take a moment to end after Ctrl-C: it finishes a request, closes files. */
const PATIENCE_MS = 3000;
const TERMINATE_MS = 2000;

/** A program that runs and is recorded. */
export class Recording {
  readonly folder: string;
  readonly name: string;
  readonly #task: RunningTask;
  #asked = 0;
  #over = false;

  constructor(folder: string, name: string, task: RunningTask) {
    this.folder = folder;
    this.name = name;
    this.#task = task;
    void task.ended.then(() => (this.#over = true));
  }

  get wasStopped(): boolean {
    return this.#asked > 0;
  }

  /** Its exit code, as the terminal tells it. */
  get ended(): Promise<number | null> {
    return this.#task.ended;
  }

  /** As Ctrl-C would, so that the program can clean up; asked again, it is ended whatever it does. */
  async stop(): Promise<void> {
    this.#asked++;
    const { pid } = this.#task;
    if (this.#asked > 1 || pid === null || !(await sendSignal(pid, 'SIGINT'))) {
      await this.#terminate();
      return;
    }
    if (await this.#isOverAfter(PATIENCE_MS)) return;
    const message = l10n.t(
      '{0} still runs after Ctrl-C. It may be finishing its work. What was recorded is kept either way.',
      plain(this.name),
    );
    void say('warning', message, [{ title: l10n.t('Terminate'), go: () => this.#terminate() }]);
  }

  async #terminate(): Promise<void> {
    const { pid } = this.#task;
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      if (this.#over) return;
      if (pid !== null && (await sendSignal(pid, signal)) && (await this.#isOverAfter(TERMINATE_MS))) return;
    }
    // Last, because it closes the terminal with all that was written there.
    if (!this.#over) this.#task.terminate();
  }

  async #isOverAfter(ms: number): Promise<boolean> {
    const { promise, stop } = pause(ms);
    await Promise.race([promise, this.#task.ended]);
    stop();
    return this.#over;
  }
}

function pause(ms: number) {
  let stop = () => {};
  const promise = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    stop = () => clearTimeout(timer);
  });
  return { promise, stop };
}
