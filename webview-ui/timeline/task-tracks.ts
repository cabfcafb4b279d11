import { effect, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import { Owner } from '../../src/base/disposable.js';
import { isOk } from '../../src/base/result.js';
import type { CallRow, TaskInfo, TaskTrack } from '../../src/store/api.js';
import type { Model } from '../app/model.js';
import { t } from '../app/texts.js';
import type { Retry } from '../app/troubles.js';

/** Which threads ran asyncio tasks, and which task the selected call runs in. */
export class TaskTracks extends Owner {
  readonly #model: Model;
  readonly #tracks = signal<readonly TaskTrack[]>([]);
  readonly #selected = signal<TaskInfo | null>(null);
  readonly #tries = signal(0);
  readonly #retry: Retry;
  #lookedAt = 0;
  readonly tracks: ReadonlySignal<readonly TaskTrack[]> = this.#tracks;
  readonly selected: ReadonlySignal<TaskInfo | null> = this.#selected;

  constructor(model: Model) {
    super();
    this.#model = model;
    this.#retry = this.register(model.troubles.retry(t('which threads ran tasks'), () => this.#tries.value++));
    this.register({ dispose: effect(() => this.#look(model.growth.value, this.#tries.value)) });
    this.register({ dispose: effect(() => this.#lookAt(model.selectedCall.value)) });
  }

  /** What was selected by its task is known before its call is. */
  show(task: TaskInfo): void {
    this.#selected.value = task;
  }

  #look(growth: number, _try: number): () => void {
    if (growth !== this.#lookedAt) this.#retry.renew();
    this.#lookedAt = growth;
    const outdated = new AbortController();
    void this.#ask(outdated.signal);
    return () => outdated.abort();
  }

  async #ask(outdated: AbortSignal): Promise<void> {
    const found = await this.#model.host.request('taskTracks', null, outdated);
    if (outdated.aborted) return;
    if (!isOk(found)) {
      this.#retry.failed(found.err.message);
      return;
    }
    this.#retry.succeeded();
    if (found.ok.length + this.#tracks.peek().length > 0) this.#tracks.value = found.ok;
  }

  #lookAt(call: CallRow | null): (() => void) | undefined {
    if (call === null || call.task === null) {
      if (this.#model.selection.peek().call === null || call !== null) this.#selected.value = null;
      return undefined;
    }
    const outdated = new AbortController();
    void this.#askOf(call.id, outdated.signal);
    return () => outdated.abort();
  }

  async #askOf(call: number, outdated: AbortSignal): Promise<void> {
    const found = await this.#model.host.request('taskOf', call, outdated);
    // The task of the call before would be the wrong one.
    if (!outdated.aborted) this.#selected.value = isOk(found) ? found.ok : null;
  }
}
