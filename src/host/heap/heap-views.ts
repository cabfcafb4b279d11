import { join } from 'node:path';
import { l10n, window } from 'vscode';
import { Owner } from '../../base/disposable.js';
import type { Disposable } from '../../base/disposable.js';
import type { HeapHolder, HeapPlace } from '../../rpc/heap-contract.js';
import { register } from '../commands.js';
import { viewTypes } from '../contributions.js';
import type { Services } from '../services.js';
import type { PlaceOpener } from '../views/run-page.js';
import { showMessage } from '../window/messages.js';
import { plain } from '../window/shown-text.js';
import { heapFailure } from './heap-words.js';
import { revealPlace } from './reveal-place.js';
import { SnapshotEditor } from './snapshot-editor.js';

/** The editor of heap snapshots, and the commands about them. */
export function createHeapViews(services: Services, source: PlaceOpener): Disposable {
  return new HeapViews(services, source);
}

class HeapViews extends Owner {
  readonly #services: Services;
  readonly #source: PlaceOpener;

  constructor(services: Services, source: PlaceOpener) {
    super();
    this.#services = services;
    this.#source = source;
    this.register(
      window.registerCustomEditorProvider(viewTypes.snapshot, new SnapshotEditor(services, source), {
        supportsMultipleEditorsPerDocument: false,
        webviewOptions: { retainContextWhenHidden: false },
      }),
    );
    this.register(register('tracehold.showHolder', (item) => this.#showHolder(item)));
  }

  async #showHolder(item: { readonly folder: string; readonly file: string; readonly holder: number }): Promise<void> {
    const path = join(item.folder, item.file);
    try {
      const { summary } = await this.#services.heaps.open(path);
      const holder = summary.holders[item.holder];
      const place = holder === undefined ? null : placeOfHolder(holder);
      if (place === null) {
        const name = plain(holder?.name ?? '');
        void showMessage(
          'information',
          l10n.t('Nobody knows a line of source for {0}: open the snapshot instead.', name),
        );
        return;
      }
      await revealPlace(this.#source, path, place);
    } catch (thrown) {
      void showMessage('error', heapFailure(thrown, path).message);
    }
  }
}

/** The line that stores into what holds; where that is not known, the last place on the way there. */
function placeOfHolder({ path }: Pick<HeapHolder, 'path'>): HeapPlace | null {
  const at = path.findIndex(({ isHolder }) => isHolder);
  const way = path.slice(0, at < 0 ? path.length : at + 1);
  return way.findLast(({ place }) => place !== null)?.place ?? null;
}
