import { batch, signal } from '@preact/signals';
import type { ReadonlySignal, Signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { Owner } from '../../src/base/disposable.js';
import { isOk } from '../../src/base/result.js';
import { Client } from '../../src/rpc/client.js';
import type { HeapPlace, HeapStart, HeapViewEvents, HeapViewMethods, HeapWanted } from '../../src/rpc/heap-contract.js';
import { KeptState } from '../app/kept-state.js';
import { Troubles } from '../app/troubles.js';
import { hostChannel } from '../app/vscode-api.js';
import type { VsCodeApi } from '../app/vscode-api.js';
import { isWanted } from './wanted-words.js';

export const memoryTabs = ['verdict', 'types', 'retainers'] as const;
export type MemoryTab = (typeof memoryTabs)[number];

/** What every part of the page of a snapshot shows, and the way to the host. One per page. */
export class MemoryModel extends Owner {
  readonly host: Client<HeapViewMethods, HeapViewEvents>;
  readonly #kept: KeptState;
  readonly #start = signal<HeapStart | null>(null);
  readonly #failure = signal<string | null>(null);
  readonly #progress = signal(0);
  #opening = new AbortController();

  /** Null until the snapshot was read. */
  readonly start: ReadonlySignal<HeapStart | null> = this.#start;
  /** Why it was not, in words for people. */
  readonly failure: ReadonlySignal<string | null> = this.#failure;
  /** How far reading it is, 0 to 1. */
  readonly progress: ReadonlySignal<number> = this.#progress;
  readonly troubles = new Troubles();
  readonly tab: Signal<MemoryTab>;
  /** The object that the inspector is about. */
  readonly object: Signal<number | null>;
  /** The type whose objects are listed. */
  readonly type: Signal<number | null>;
  /** Name of the file of the snapshot that this one is compared with. */
  readonly base: Signal<string | null>;
  /** Of the types that differ, the chosen one. */
  readonly change: Signal<number | null>;
  /** How far reading the other snapshot is, 0 to 1. */
  readonly comparing = signal(0);
  /** The value of a call that somebody looks for here. */
  readonly wanted: Signal<HeapWanted | null>;

  constructor(api: VsCodeApi, page: Window) {
    super();
    this.host = this.register(new Client<HeapViewMethods, HeapViewEvents>(hostChannel(api, page), false));
    this.#kept = this.register(new KeptState(api));
    this.tab = this.kept('memory.tab', 'verdict', isTab);
    this.object = this.kept('memory.object', null, isOptionalId);
    this.type = this.kept('memory.type', null, isOptionalId);
    this.base = this.kept('memory.base', null, isOptionalText);
    this.change = this.kept('memory.change', null, isOptionalId);
    this.register(this.host.on('comparing', ({ fraction }) => (this.comparing.value = fraction)));
    this.wanted = this.kept('memory.wanted', null, isWanted);
    this.register(this.host.on('wanted', (wanted) => void this.#look(wanted)));
    this.register(this.host.on('progress', ({ fraction }) => (this.#progress.value = fraction)));
    page.addEventListener('pagehide', () => this.#kept.flush());
    void this.#begin();
  }

  /** After the snapshot could not be read, or reading it was cancelled. */
  openAgain(): void {
    batch(() => {
      this.#failure.value = null;
      this.#progress.value = 0;
    });
    void this.#begin();
  }

  /** Ends reading the snapshot. */
  cancel(message: string): void {
    this.#opening.abort();
    this.#failure.value = message;
  }

  /** @param file null to compare no more */
  compareWith(file: string | null): void {
    batch(() => {
      this.base.value = file;
      this.change.value = null;
    });
  }

  /** Shows a call of the run in its timeline. */
  showCall(call: number): void {
    void this.host.request('showCall', call);
  }

  /** Shows a line in an editor. */
  reveal(place: HeapPlace): void {
    void this.host.request('reveal', place);
  }

  /** A signal whose value comes back after a reload of the window; the same key gives the same signal. Holds JSON only. */
  kept<T>(key: string, initial: T, isValid: (kept: unknown) => kept is T): Signal<T> {
    return this.#kept.signal(key, initial, isValid);
  }

  /** Shows an object, or where it is not there its type. */
  async #look(wanted: HeapWanted): Promise<void> {
    this.wanted.value = wanted;
    const { type, address } = wanted;
    const found = await this.host.request('find', { type, address });
    // What went wrong says the note about it.
    if (!isOk(found) || this.wanted.value !== wanted) return;
    batch(() => {
      this.tab.value = 'types';
      this.base.value = null;
      this.type.value = found.ok.type;
      this.object.value = found.ok.node;
    });
  }

  async #begin(): Promise<void> {
    this.#opening = new AbortController();
    const { signal: cancelled } = this.#opening;
    const result = await this.host.request('start', null, cancelled);
    if (cancelled.aborted) return;
    if (isOk(result)) {
      this.#start.value = result.ok;
      if (result.ok.wanted !== null) await this.#look(result.ok.wanted);
    } else this.#failure.value = result.err.message;
  }
}

function isTab(kept: unknown): kept is MemoryTab {
  return memoryTabs.some((tab) => tab === kept);
}

function isOptionalText(kept: unknown): kept is string | null {
  return kept === null || typeof kept === 'string';
}

function isOptionalId(kept: unknown): kept is number | null {
  return kept === null || (typeof kept === 'number' && Number.isInteger(kept) && kept >= 0);
}

const MemoryContext = createContext<MemoryModel | null>(null);

export const MemoryModelProvider = MemoryContext.Provider;

/** The page's model. Only for components below MemoryModelProvider. */
export function useMemory(): MemoryModel {
  const model = useContext(MemoryContext);
  if (model === null) throw new Error('A component that needs the model is shown outside of it.');
  return model;
}
