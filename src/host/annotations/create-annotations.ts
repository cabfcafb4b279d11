import { languages } from 'vscode';
import type { Disposable } from '../../base/disposable.js';
import { Owner } from '../../base/disposable.js';
import type { SelectionModel } from '../model/selection.js';
import type { Services } from '../services.js';
import { CallCommands } from './call-commands.js';
import { keepContextKeys } from './context-keys.js';
import { Gutter } from './gutter.js';
import { HeldGutter } from './held-gutter.js';
import { Hovers } from './hovers.js';
import { InlineValues } from './inline-values.js';
import { Lenses } from './lenses.js';
import { AnnotationModel } from './model.js';
import { RevealSelection } from './reveal-selection.js';
import { SelectedCall } from './selected-call.js';

const pythonFiles = { language: 'python', scheme: 'file' } as const;

export interface Annotations extends Disposable {
  /**
   * Shows a recorded place at the line where it is now. Says what is missing, never throws.
   * @param folder of the run; the selected one when it is left out.
   */
  openPlace(file: string, line: number, folder?: string): Promise<void>;
}

class PythonEditors extends Owner implements Annotations {
  readonly #selection: SelectionModel;
  readonly #reveal: RevealSelection;

  constructor(services: Services) {
    super();
    this.#selection = services.selection;
    const model = this.register(new AnnotationModel(services));
    const selected = this.register(new SelectedCall(services, model));
    this.register(new Gutter(services.context.extensionUri, model));
    this.register(new HeldGutter(services, model));
    this.register(new InlineValues(model, selected));
    this.register(languages.registerCodeLensProvider(pythonFiles, this.register(new Lenses(model, selected))));
    this.register(languages.registerHoverProvider(pythonFiles, new Hovers(services, model)));
    this.#reveal = this.register(new RevealSelection(services, model));
    this.register(new CallCommands(services, model, this.#reveal));
    this.register(keepContextKeys(services));
  }

  openPlace(file: string, line: number, folder?: string): Promise<void> {
    return this.#reveal.openPlace(file, line, folder ?? this.#selection.selected.run);
  }
}

/** Everything that Python editors show of the selected run and call, and the commands that walk through calls. */
export function createAnnotations(services: Services): Annotations {
  return new PythonEditors(services);
}
