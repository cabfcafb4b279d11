import type { CancellationToken } from 'vscode';
import type { Disposable } from '../../base/disposable.js';

/** Work of which only the latest counts: beginning it again cancels what went on. */
export class Latest implements Disposable {
  #current: AbortController | null = null;

  begin(): AbortSignal {
    this.dispose();
    this.#current = new AbortController();
    return this.#current.signal;
  }

  dispose(): void {
    this.#current?.abort();
  }
}

/** Many wishes, one piece of work, a while after the first of them. */
export class Collected implements Disposable {
  readonly #delayMs: number;
  readonly #work: () => void;
  #timer: NodeJS.Timeout | null = null;

  constructor(delayMs: number, work: () => void) {
    this.#delayMs = delayMs;
    this.#work = work;
  }

  schedule(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#work();
    }, this.#delayMs);
  }

  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

export function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  else token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}
