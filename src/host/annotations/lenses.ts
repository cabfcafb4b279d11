import { CodeLens, EventEmitter, l10n, Range } from 'vscode';
import type { CodeLensProvider, TextDocument } from 'vscode';
import { Owner } from '../../base/disposable.js';
import type { AnnotationModel } from './model.js';
import type { SelectedCall } from './selected-call.js';
import { isOn } from './setting.js';
import { STALE, formatCount, statistics } from './texts.js';

/** Which function's calls `tracehold.showCallsOfFunction` shows, when a CodeLens asks for them. */
export interface FunctionTarget {
  readonly folder: string;
  readonly functionIds: readonly number[];
  readonly qualname: string;
}

/** Statistics above recorded functions, and steps from call to call above that of the selected call. */
export class Lenses extends Owner implements CodeLensProvider {
  readonly #model: AnnotationModel;
  readonly #selected: SelectedCall;
  readonly #changed = this.register(new EventEmitter<void>());
  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(model: AnnotationModel, selected: SelectedCall) {
    super();
    this.#model = model;
    this.#selected = selected;
    this.register(model.onDidChange(() => this.#changed.fire()));
    this.register(selected.onDidChange(() => this.#changed.fire()));
  }

  provideCodeLenses(document: TextDocument): CodeLens[] {
    const record = this.#model.recordOf(document);
    const placement = this.#model.placementOf(document);
    if (record === null || placement === null || !isOn('tracehold.annotations.codeLens')) return [];
    const { folder } = record.run;
    const { details } = this.#selected;
    const lenses: CodeLens[] = [];
    for (const { line, kind, functions, sums } of placement.functions) {
      if (kind !== 'def') continue;
      const range = new Range(line - 1, 0, line - 1, 0);
      const add = (title: string, command: string, tooltip: string, ...arguments_: readonly unknown[]) =>
        lenses.push(new CodeLens(range, { title, command, tooltip, arguments: [...arguments_] }));
      const ids = functions.map(({ functionId }) => functionId);
      const target: FunctionTarget = { folder, functionIds: ids, qualname: functions[0].qualname };
      const title = statistics(sums) + (placement.stale ? ` · ${STALE}` : '');
      add(title, 'tracehold.showCallsOfFunction', l10n.t('Show the calls of this function'), target);
      if (details?.folder !== folder || !ids.includes(details.row.functionId) || details.place === null) continue;
      const { index, of } = details.place;
      const item = { folder, call: details.row.id };
      const which = l10n.t('call {0} of {1}', formatCount(index + 1), formatCount(of));
      add(
        which,
        'tracehold.showCall',
        l10n.t('The selected call, counted by start in all threads and processes'),
        item,
      );
      if (index > 0) {
        add(`$(arrow-up) ${l10n.t('previous')}`, 'tracehold.previousCall', l10n.t('Select the call before'));
      }
      if (index + 1 < of) {
        add(`$(arrow-down) ${l10n.t('next')}`, 'tracehold.nextCall', l10n.t('Select the call after'));
      }
    }
    return lenses;
  }
}
