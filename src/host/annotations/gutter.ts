import { OverviewRulerLane, Range, ThemeColor, Uri, window } from 'vscode';
import type { TextEditor, TextEditorDecorationType } from 'vscode';
import { Owner } from '../../base/disposable.js';
import { heatLevels } from './heat.js';
import type { HeatLevel } from './heat.js';
import type { AnnotationModel } from './model.js';
import type { Placement } from './placement.js';

/** Only where it is worth a look from afar. */
const rulerColors: Partial<Record<HeatLevel, string>> = { 3: 'charts.yellow', 4: 'charts.orange', 5: 'charts.red' };

function createType(media: Uri, icon: string, ruler: string | undefined): TextEditorDecorationType {
  const path = (theme: string) => Uri.joinPath(media, `${icon}-${theme}.svg`);
  return window.createTextEditorDecorationType({
    gutterIconSize: 'contain',
    // The high contrast themes take these, too: the pictures differ in shape and stand out on black and white.
    light: { gutterIconPath: path('light') },
    dark: { gutterIconPath: path('dark') },
    ...(ruler === undefined
      ? {}
      : { overviewRulerColor: new ThemeColor(ruler), overviewRulerLane: OverviewRulerLane.Right }),
  });
}

/** The hottest level of each line. */
function levelsByLine({ functions, sites }: Placement): ReadonlyMap<number, HeatLevel> {
  const levels = new Map<number, HeatLevel>();
  for (const { line, level } of [...functions, ...sites]) {
    if (level > (levels.get(line) ?? 0)) levels.set(line, level);
  }
  return levels;
}

function wholeLine(line: number): Range {
  return new Range(line - 1, 0, line - 1, 0);
}

interface Types {
  readonly heat: ReadonlyMap<HeatLevel, TextEditorDecorationType>;
  readonly stale: TextEditorDecorationType;
}

/** Heat in the gutter of all visible Python editors. */
export class Gutter extends Owner {
  readonly #model: AnnotationModel;
  readonly #media: Uri;
  /** Made when something is shown for the first time: it takes a while, and activation would wait for it. */
  #types: Types | null = null;
  readonly #decorated = new WeakSet<TextEditor>();

  constructor(extension: Uri, model: AnnotationModel) {
    super();
    this.#model = model;
    this.#media = Uri.joinPath(extension, 'media');
    this.register(model.onDidChange(() => this.#show()));
    this.#show();
  }

  #createTypes(): Types {
    const create = (icon: string, ruler?: string) => this.register(createType(this.#media, icon, ruler));
    const heat = new Map(heatLevels.map((level) => [level, create(`heat-${level}`, rulerColors[level])]));
    return { heat, stale: create('heat-stale') };
  }

  #show(): void {
    for (const editor of window.visibleTextEditors) {
      const placement = this.#model.placementOf(editor.document);
      if (placement === null && !this.#decorated.has(editor)) continue;
      const { heat, stale } = (this.#types ??= this.#createTypes());
      const levels = placement === null ? new Map<number, HeatLevel>() : levelsByLine(placement);
      const isStale = placement?.stale === true;
      for (const [level, type] of heat) {
        const lines = isStale ? [] : [...levels].filter(([, of]) => of === level);
        editor.setDecorations(
          type,
          lines.map(([line]) => wholeLine(line)),
        );
      }
      editor.setDecorations(stale, isStale ? [...levels.keys()].map(wholeLine) : []);
      if (placement === null) this.#decorated.delete(editor);
      else this.#decorated.add(editor);
    }
  }
}
