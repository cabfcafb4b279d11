import { DecorationRangeBehavior, Range, ThemeColor, window } from 'vscode';
import type { TextEditor, TextEditorDecorationType } from 'vscode';
import { Owner } from '../../base/disposable.js';
import { inlineTexts } from './inline-text.js';
import type { InlineText } from './inline-text.js';
import type { AnnotationModel } from './model.js';
import { locator } from './placement.js';
import type { SelectedCall } from './selected-call.js';
import { isOn } from './setting.js';

function createType(color: string): TextEditorDecorationType {
  return window.createTextEditorDecorationType({
    rangeBehavior: DecorationRangeBehavior.ClosedClosed,
    after: { margin: '0 0 0 2em', fontStyle: 'italic', color: new ThemeColor(color) },
  });
}

/** Values of the selected call at the ends of its lines. */
export class InlineValues extends Owner {
  readonly #model: AnnotationModel;
  readonly #selected: SelectedCall;
  /** Made when something is shown for the first time: it takes a while, and activation would wait for it. */
  #types: Readonly<Record<InlineText['tone'], TextEditorDecorationType>> | null = null;
  readonly #decorated = new WeakSet<TextEditor>();

  constructor(model: AnnotationModel, selected: SelectedCall) {
    super();
    this.#model = model;
    this.#selected = selected;
    this.register(model.onDidChange(() => this.#show()));
    this.register(selected.onDidChange(() => this.#show()));
    this.#show();
  }

  #show(): void {
    for (const editor of window.visibleTextEditors) {
      const texts = isOn('tracehold.annotations.inlineValues') ? this.#textsOf(editor) : [];
      if (texts.length === 0 && !this.#decorated.has(editor)) continue;
      const types = (this.#types ??= {
        value: this.register(createType('editorCodeLens.foreground')),
        exception: this.register(createType('editorError.foreground')),
      });
      for (const tone of ['value', 'exception'] as const) {
        const options = texts
          .filter((text) => text.tone === tone && text.line <= editor.document.lineCount)
          .map(({ line, text }) => {
            const { end } = editor.document.lineAt(line - 1).range;
            return { range: new Range(end, end), renderOptions: { after: { contentText: text } } };
          });
        editor.setDecorations(types[tone], options);
      }
      if (texts.length === 0) this.#decorated.delete(editor);
      else this.#decorated.add(editor);
    }
  }

  #textsOf({ document }: TextEditor): readonly InlineText[] {
    const { details } = this.#selected;
    const record = this.#model.recordOf(document);
    if (details === null || record?.run.folder !== details.folder) return [];
    const { row, values, raisedFrom } = details;
    if (!record.files.includes(row.file)) return [];
    const lines = this.#model.linesOf(document, record);
    const definition = record.functions.byId.get(row.functionId);
    const defLine = definition === undefined ? null : locator(record.recorded.functions, lines)(definition);
    return defLine === null ? [] : inlineTexts({ row, values, raisedFrom }, defLine, lines);
  }
}
