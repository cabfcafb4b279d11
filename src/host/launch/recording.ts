import { l10n } from 'vscode';
import { plain } from '../window/shown-text.js';
import type { Disposable } from '../../base/disposable.js';
import { say } from './refusal.js';
import { sendSignal } from './stop-process.js';
import type { StopSignal } from './stop-process.js';

/** A program may take a moment to end after Ctrl-C: it finishes a request, closes files. */
const PATIENCE_MS = 3000;
const TERMINATE_MS = 2000;

/** A process that we watch. Disposing ends the watching, not the process. */
export interface RunningProgram extends Disposable {
  /** Null until it runs. */
  readonly pid: number | null;
  /** Its pid once it runs; null when it never did. */
  readonly started: Promise<number | null>;
  /** Its exit code; null when it is not known. A process that a signal killed has 0 here, as the terminal tells no more. */
  readonly ended: Promise<number | null>;
  /** Somebody closed its terminal, and with it, as a rule, the program. */
  readonly terminalWasClosed: boolean;
  /** Closes its terminal, if it has one. */
  terminate(): void;
}

/** A program that runs and is recorded. */
export class Recording implements Disposable {
  readonly folder: string;
  readonly name: string;
  readonly program: RunningProgram;
  #asked = 0;
  #over = false;
  #sent: StopSignal | null = null;

  constructor(folder: string, name: string, program: RunningProgram) {
    this.folder = folder;
    this.name = name;
    this.program = program;
    void program.ended.then(() => (this.#over = true));
  }

  get wasStopped(): boolean {
    return this.#asked > 0;
  }

  /** The last signal that we sent. */
  get sent(): StopSignal | null {
    return this.#sent;
  }

  dispose(): void {
    this.program.dispose();
  }

  /** As Ctrl-C would, so that the program can clean up; asked again, it is ended whatever it does. */
  async stop(): Promise<void> {
    this.#asked++;
    if (this.#asked > 1 || !(await this.#send('SIGINT'))) {
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
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      if (this.#over) return;
      if ((await this.#send(signal)) && (await this.#isOverAfter(TERMINATE_MS))) return;
    }
    // Last, because it closes the terminal with all that was written there.
    if (!this.#over) this.program.terminate();
  }

  async #send(signal: StopSignal): Promise<boolean> {
    const { pid } = this.program;
    if (pid === null || this.#over || !(await sendSignal(pid, signal))) return false;
    this.#sent = signal;
    return true;
  }

  async #isOverAfter(ms: number): Promise<boolean> {
    const { promise, stop } = pause(ms);
    await Promise.race([promise, this.program.ended]);
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
