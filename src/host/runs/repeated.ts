import type { Disposable } from '../../base/disposable.js';

/** Work that is done again and again while it is turned on; what takes longer is not begun twice. */
export class Repeated implements Disposable {
  readonly #ms: number;
  readonly #work: () => Promise<void>;
  #timer: NodeJS.Timeout | null = null;
  #isWorking = false;

  /** @param work must not reject. */
  constructor(ms: number, work: () => Promise<void>) {
    this.#ms = ms;
    this.#work = work;
  }

  turn(isOn: boolean): void {
    if (isOn) {
      this.#timer ??= setInterval(() => this.#tick(), this.#ms);
    } else if (this.#timer !== null) {
      clearInterval(this.#timer);
      this.#timer = null;
    }
  }

  dispose(): void {
    this.turn(false);
  }

  #tick(): void {
    if (this.#isWorking) return;
    this.#isWorking = true;
    void this.#work().finally(() => (this.#isWorking = false));
  }
}
