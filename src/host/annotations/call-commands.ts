import { l10n, window } from 'vscode';
import { Owner } from '../../base/disposable.js';
import type { CallRow } from '../../store/api.js';
import { register } from '../commands.js';
import type { Origin } from '../model/selection.js';
import type { OpenRun } from '../model/runs.js';
import type { Services } from '../services.js';
import { enclosing, outline } from '../source/python-outline.js';
import { showBriefly, showMessage } from '../window/messages.js';
import { plain } from '../window/shown-text.js';
import { callReference, functionTarget } from './call-item.js';
import type { FunctionTarget } from './lenses.js';
import type { AnnotationModel } from './model.js';
import { neighbour } from './neighbour.js';
import { pickCall } from './pick-call.js';
import { report } from './report.js';
import type { RevealSelection } from './reveal-selection.js';

/** What somebody asked for is not there: neither an error of theirs nor of ours. */
function tellOf(message: string): void {
  void showMessage('information', message);
}

/** Commands that choose calls. */
export class CallCommands extends Owner {
  readonly #services: Services;
  readonly #model: AnnotationModel;
  readonly #reveal: RevealSelection;

  constructor(services: Services, model: AnnotationModel, reveal: RevealSelection) {
    super();
    this.#services = services;
    this.#model = model;
    this.#reveal = reveal;
    const { selection } = services;
    this.register(register('tracehold.showCall', async (item?: unknown) => this.#showCall(item)));
    // A CodeLens gives the function; the menu of the editor gives its file, which is not needed.
    this.register(register('tracehold.showCallsOfFunction', async (target?: unknown) => this.#showCalls(target)));
    this.register(register('tracehold.nextCall', async () => this.#step(1)));
    this.register(register('tracehold.previousCall', async () => this.#step(-1)));
    this.register(register('tracehold.goBack', () => selection.goBack()));
    this.register(register('tracehold.goForward', () => selection.goForward()));
    this.register(register('tracehold.clearAnnotations', () => model.clear()));
  }

  async #showCall(given: unknown): Promise<void> {
    const item = callReference(given);
    if (item === null) {
      tellOf(l10n.t('No call was shown: the link or key that asked for it names none.'));
      return;
    }
    await this.#attempt(l10n.t('The call cannot be shown'), async () => {
      const { folder, call, isFromTree } = item;
      // Opening makes a store in the folder: nobody but we says where a run is.
      if (this.#services.runs.find(folder) === undefined) {
        tellOf(l10n.t('No call was shown: the recording {0} is not there any more.', plain(folder)));
        return;
      }
      const row = await this.#services.runs.use(folder, ({ store }) => store.call('call', call));
      if (row === null) tellOf(l10n.t('This call is not in the recording {0}.', this.#nameOf(folder)));
      else this.#select(folder, row, isFromTree ? 'tree' : 'command');
    });
  }

  async #showCalls(given: unknown): Promise<void> {
    const target = functionTarget(given) ?? this.#functionAtCursor();
    if (target === null) {
      tellOf(
        this.#services.selection.selected.run === null
          ? l10n.t('No run is selected: select one in the Runs view, or profile this file.')
          : l10n.t('The selected run recorded no call of a function at the cursor.'),
      );
      return;
    }
    await this.#attempt(l10n.t('The calls cannot be shown'), async () => {
      const { folder } = target;
      const chosen = await this.#services.runs.use(folder, (run) => this.#pickFrom(run, target));
      if (chosen !== null) this.#select(folder, chosen, 'command');
    });
  }

  /** The list begins a little before the selected call, when that is one of them. */
  async #pickFrom(run: OpenRun, target: FunctionTarget): Promise<CallRow | null> {
    const { selected } = this.#services.selection;
    const isOfRun = selected.run === run.folder && selected.call !== null;
    const row = isOfRun ? await run.store.call('call', selected.call) : null;
    const isOfFunction = row !== null && target.functionIds.length === 1 && row.functionId === target.functionIds[0];
    const at = isOfFunction ? await run.store.call('placeOf', row.id) : null;
    const from = Math.max(0, (at?.index ?? 0) - 20);
    return pickCall(run, { ...target, from, selected: row?.id ?? null });
  }

  async #step(by: 1 | -1): Promise<void> {
    const { run: folder, call } = this.#services.selection.selected;
    if (folder === null || call === null) {
      await this.#beginStepping();
      return;
    }
    const what = by === 1 ? l10n.t('The next call cannot be shown') : l10n.t('The previous call cannot be shown');
    await this.#attempt(what, async () => {
      const next = await this.#services.runs.use(folder, ({ store }) => neighbour(store, call, by));
      if (next === 'none') {
        const text =
          by === 1
            ? l10n.t('Tracehold: this is the last recorded call of the function.')
            : l10n.t('Tracehold: this is the first recorded call of the function.');
        showBriefly(text, 4000);
      } else if (next === 'unknown') {
        tellOf(l10n.t('The selected call is not in the recording {0}: select another one.', this.#nameOf(folder)));
      } else {
        this.#select(folder, next, 'command');
      }
    });
  }

  /** No call is selected: the first one of the function at the cursor is. */
  async #beginStepping(): Promise<void> {
    const target = this.#functionAtCursor();
    if (target === null) {
      tellOf(l10n.t('Select a call first, or put the cursor into a function that was recorded.'));
      return;
    }
    await this.#attempt(l10n.t('The first call cannot be shown'), async () => {
      const { folder, functionIds, qualname } = target;
      const [first] = await this.#services.runs.use(folder, ({ store }) =>
        store.call('callsOf', { functionIds, limit: 1 }),
      );
      if (first !== undefined) this.#select(folder, first, 'command');
      else tellOf(l10n.t('There is no call of {0} in the recording {1}.', plain(qualname), this.#nameOf(folder)));
    });
  }

  /** The innermost recorded function that the cursor is in. */
  #functionAtCursor(): FunctionTarget | null {
    const editor = window.activeTextEditor;
    if (editor === undefined) return null;
    const record = this.#model.recordOf(editor.document);
    const placement = this.#model.placementOf(editor.document);
    if (record === null || placement === null) return null;
    const line = editor.selection.active.line + 1;
    const { text } = this.#model.linesOf(editor.document, record);
    // The cursor may be in a function inside that was not recorded; that is no reason to show the one around it.
    const at = enclosing(outline(text), line)?.line ?? line;
    const found = placement.functions.find((one) => one.line === at);
    if (found === undefined) return null;
    const functionIds = found.functions.map(({ functionId }) => functionId);
    return { folder: record.run.folder, functionIds, qualname: found.functions[0].qualname };
  }

  #nameOf(folder: string): string {
    return plain(this.#services.runs.find(folder)?.name ?? folder);
  }

  #select(folder: string, { process, thread, id }: CallRow, origin: Origin): void {
    const { selection } = this.#services;
    const { run, call } = selection.selected;
    // Somebody who chooses the selected call again wants to see its line again.
    if (run === folder && call === id) void this.#reveal.show(selection.selected, origin);
    else selection.select({ run: folder, process, thread, call: id }, origin);
  }

  async #attempt(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      report(this.#services, what, error);
    }
  }
}
