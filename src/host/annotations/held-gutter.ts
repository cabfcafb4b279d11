import { DecorationRangeBehavior, MarkdownString, OverviewRulerLane, ThemeColor, Uri, window } from 'vscode';
import type { DecorationOptions, TextEditor, TextEditorDecorationType } from 'vscode';
import { Owner } from '../../base/disposable.js';
import type { Services } from '../services.js';
import { isPythonFile } from '../source/source-histories.js';
import { isSamePath, platform } from '../source/recorded-path.js';
import { heldLines, heldMarkdown, heldText } from './held-lines.js';
import type { HeldLine } from './held-lines.js';
import type { AnnotationModel } from './model.js';
import { note } from './report.js';
import { isOn } from './setting.js';
import { Collected } from './timing.js';

const SOON_MS = 100;

/** Lines that hold memory, as the snapshot says that was opened last: in the gutter, at their ends, and why on hover. */
export class HeldGutter extends Owner {
  readonly #services: Services;
  readonly #model: AnnotationModel;
  readonly #media: Uri;
  readonly #soon = this.register(new Collected(SOON_MS, () => void this.#show()));
  readonly #decorated = new WeakSet<TextEditor>();
  /** Made when something is shown for the first time: it takes a while, and activation would wait for it. */
  #type: TextEditorDecorationType | null = null;
  #lines: readonly HeldLine[] = [];
  /** When what is now in the files was looked at, and when the program ran. */
  #openedMs = 0;
  #takenMs = 0;
  #turn = 0;

  constructor(services: Services, model: AnnotationModel) {
    super();
    this.#services = services;
    this.#model = model;
    this.#media = Uri.joinPath(services.context.extensionUri, 'media');
    this.register(services.heaps.onDidOpen((path) => this.#take(path)));
    this.register(model.onDidClear(() => this.#clear()));
    this.register(model.onDidChange(() => this.#soon.schedule()));
    this.register(window.onDidChangeVisibleTextEditors(() => this.#soon.schedule()));
  }

  #take(path: string): void {
    const summary = this.#services.heaps.summaryOf(path);
    if (summary === undefined) return;
    this.#lines = heldLines(summary);
    this.#openedMs = Date.now();
    this.#takenMs = summary.record?.takenMs ?? 0;
    this.#soon.schedule();
  }

  /** Until a snapshot is read again. */
  #clear(): void {
    this.#lines = [];
    this.#soon.schedule();
  }

  async #show(): Promise<void> {
    const turn = ++this.#turn;
    const lines = isOn('tracehold.annotations.enabled') ? this.#lines : [];
    for (const editor of window.visibleTextEditors) {
      try {
        const options = isPythonFile(editor.document) ? await this.#optionsOf(editor, lines) : [];
        if (turn !== this.#turn) return;
        if (options.length === 0 && !this.#decorated.has(editor)) continue;
        this.#type ??= this.register(createType(this.#media));
        editor.setDecorations(this.#type, options);
        if (options.length === 0) this.#decorated.delete(editor);
        else this.#decorated.add(editor);
      } catch (error) {
        note(this.#services, 'The lines that hold memory cannot be shown', error);
      }
    }
  }

  /** A line that was edited since, or of a file of which nobody knows what was edited, has none. */
  async #optionsOf({ document }: TextEditor, lines: readonly HeldLine[]): Promise<DecorationOptions[]> {
    const own = lines.filter(({ place }) => isSamePath(place.file, document.uri.fsPath, platform));
    if (own.length === 0) return [];
    await this.#model.histories.check(document);
    return own.flatMap((held) => {
      const { line, isNow } = held.place;
      const at = this.#model.histories.linesOf(document, isNow ? this.#openedMs : this.#takenMs).lineOf(line);
      if (at === null || at > document.lineCount) return [];
      const hover = new MarkdownString(heldMarkdown(held));
      hover.supportHtml = false;
      const { range } = document.lineAt(at - 1);
      return [{ range, hoverMessage: hover, renderOptions: { after: { contentText: heldText(held) } } }];
    });
  }
}

function createType(media: Uri): TextEditorDecorationType {
  const path = (theme: string) => Uri.joinPath(media, `holder-${theme}.svg`);
  return window.createTextEditorDecorationType({
    rangeBehavior: DecorationRangeBehavior.ClosedClosed,
    gutterIconSize: 'contain',
    light: { gutterIconPath: path('light') },
    dark: { gutterIconPath: path('dark') },
    overviewRulerColor: new ThemeColor('charts.orange'),
    overviewRulerLane: OverviewRulerLane.Right,
    after: { margin: '0 0 0 2em', fontStyle: 'italic', color: new ThemeColor('editorCodeLens.foreground') },
  });
}
