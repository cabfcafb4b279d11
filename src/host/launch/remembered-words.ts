import type { Memento } from 'vscode';

const KEY = 'tracehold.arguments';
const MOST = 100;

/** Lines of arguments as they were typed last, by the absolute path of their script, in this workspace. */
export class RememberedWords {
  readonly #state: Memento;

  constructor(state: Memento) {
    this.#state = state;
  }

  get(key: string): string {
    return this.#lines.get(key) ?? '';
  }

  async set(key: string, line: string): Promise<void> {
    const lines = this.#lines;
    lines.delete(key);
    lines.set(key, line);
    await this.#state.update(KEY, [...lines].slice(-MOST));
  }

  /** Least recently used first. */
  get #lines(): Map<string, string> {
    const kept = this.#state.get<unknown>(KEY);
    return new Map(Array.isArray(kept) ? kept.filter(isPair) : []);
  }
}

function isPair(entry: unknown): entry is [string, string] {
  return Array.isArray(entry) && entry.length === 2 && entry.every((part) => typeof part === 'string');
}
