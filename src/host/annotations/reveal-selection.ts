import type { TextDocument } from 'vscode';
import { assertNever } from '../../base/assert-never.js';
import { Owner } from '../../base/disposable.js';
import type { FunctionStats } from '../../store/api.js';
import type { OpenRun } from '../model/runs.js';
import type { Origin, Selected } from '../model/selection.js';
import type { Services } from '../services.js';
import { openPlace } from '../source/open-place.js';
import type { AnnotationModel } from './model.js';
import { locator } from './placement.js';
import { note } from './report.js';
import { Latest } from './timing.js';

/** Whether a selection made there shows its line in an editor, and whether the editor takes the focus. */
function manner(origin: Origin): 'focus' | 'show' | 'stay' {
  switch (origin) {
    case 'command':
      return 'focus';
    case 'tree':
    case 'timeline':
    case 'history':
      return 'show';
    case 'editor':
    case 'launch':
    case 'restore':
      return 'stay';
    default:
      return assertNever(origin, 'origin');
  }
}

/** Shows where the selected call's function is defined. */
export class RevealSelection extends Owner {
  readonly #services: Services;
  readonly #model: AnnotationModel;
  readonly #latest = this.register(new Latest());

  constructor(services: Services, model: AnnotationModel) {
    super();
    this.#services = services;
    this.#model = model;
    this.register(services.selection.onDidChange(({ selected, origin }) => void this.show(selected, origin)));
  }

  async show({ run: folder, call }: Selected, origin: Origin): Promise<void> {
    const signal = this.#latest.begin();
    const how = manner(origin);
    if (folder === null || call === null || how === 'stay') return;
    try {
      const { runs } = this.#services;
      const row = await runs.use(folder, ({ store }) => store.call('call', call, signal));
      // Whoever selects says that there is no such call; nobody is told twice.
      if (row === null) return;
      await openPlace(row.file, row.line, {
        folder,
        preserveFocus: how === 'show',
        isAutomatic: true,
        isWanted: () => !signal.aborted,
        // Not held before: a question may be open for as long as somebody likes.
        locate: (document) => runs.use(folder, (run) => this.#locate(document, run, row, signal)),
      });
    } catch (error) {
      if (!signal.aborted) note(this.#services, 'The line of the call cannot be shown', error);
    }
  }

  /** A recorded place of a run, at the line where it is now. */
  async openPlace(file: string, line: number, run: string | null): Promise<void> {
    const startedMs = run === null ? undefined : this.#services.runs.find(run)?.startedMs;
    await openPlace(file, line, {
      ...(run === null ? {} : { folder: run }),
      locate: async (document) => {
        await this.#model.histories.check(document);
        return startedMs === undefined ? null : this.#model.histories.linesOf(document, startedMs).lineOf(line);
      },
    });
  }

  async #locate(
    document: TextDocument,
    run: OpenRun,
    { qualname, functionId }: { readonly qualname: string; readonly functionId: number },
    signal: AbortSignal,
  ): Promise<number | null> {
    await this.#model.histories.check(document);
    const startedMs = this.#services.runs.find(run.folder)?.startedMs ?? 0;
    const lines = this.#model.histories.linesOf(document, startedMs);
    const named: readonly FunctionStats[] = await run.store.call('functions', qualname, signal);
    const wanted = named.find((one) => one.functionId === functionId);
    if (wanted === undefined) return null;
    const found = locator(
      named.filter(({ file }) => file === wanted.file),
      lines,
    )(wanted);
    return found ?? lines.lineOf(wanted.line);
  }
}
