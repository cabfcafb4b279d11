import { EventEmitter, window, workspace } from 'vscode';
import type { TextDocument } from 'vscode';
import type { Disposable } from '../../base/disposable.js';
import { Owner } from '../../base/disposable.js';
import type { OpenRun } from '../model/runs.js';
import type { Services } from '../services.js';
import { SourceHistories, isPythonFile } from '../source/source-histories.js';
import type { DocumentLines } from '../source/source-lines.js';
import { place } from './placement.js';
import type { Placement, RecordedFile } from './placement.js';
import { note } from './report.js';
import { FunctionCache, recordedNames } from './run-functions.js';
import type { RunFunctions } from './run-functions.js';
import { isOn } from './setting.js';
import { Collected, Latest } from './timing.js';

/** What the selected run says about a document that somebody sees. */
export interface DocumentRecord {
  readonly run: OpenRun;
  readonly startedMs: number;
  /** Names of the document in the recording. */
  readonly files: readonly string[];
  readonly functions: RunFunctions;
  readonly recorded: RecordedFile;
}

const SOON_MS = 150;
const GROWTH_MS = 1000;

/** Asks the selected run about the documents of visible Python editors, and nothing about any other. */
export class AnnotationModel extends Owner {
  readonly histories = this.register(new SourceHistories());
  readonly #services: Services;
  readonly #changed = this.register(new EventEmitter<void>());
  /** Other records or lines: everything that is shown has to be looked at again. */
  readonly onDidChange = this.#changed.event;
  readonly #grown = this.register(new EventEmitter<OpenRun>());
  /** The selected run grew; at most once a second. */
  readonly onDidGrow = this.#grown.event;
  readonly #cleared = this.register(new EventEmitter<void>());
  /** Somebody wants nothing shown any more. */
  readonly onDidClear = this.#cleared.event;
  readonly #latest = this.register(new Latest());
  readonly #soon = this.register(new Collected(SOON_MS, () => void this.#refresh()));
  readonly #edited = this.register(new Collected(SOON_MS, () => this.#changed.fire()));
  readonly #functions = new FunctionCache();
  readonly #records = new Map<TextDocument, DocumentRecord>();
  #placements = new WeakMap<TextDocument, { readonly version: number; readonly placement: Placement }>();
  #followed: { readonly run: OpenRun; readonly listening: Disposable } | null = null;
  /** The run that could not be opened: not asked again until another is selected. */
  #failed: string | null = null;
  #isCleared = false;

  constructor(services: Services) {
    super();
    this.#services = services;
    this.register({ dispose: () => this.#followed?.listening.dispose() });
    this.register(
      services.selection.onDidChange(({ selected, before }) => {
        if (selected.run === before.run && !this.#isCleared) return;
        this.#isCleared = false;
        this.#failed = null;
        this.#soon.schedule();
      }),
    );
    this.register(window.onDidChangeVisibleTextEditors(() => this.#soon.schedule()));
    this.register(workspace.onDidSaveTextDocument(() => this.#soon.schedule()));
    this.register(
      workspace.onDidChangeTextDocument(({ document }) => {
        if (this.#records.has(document)) this.#edited.schedule();
      }),
    );
    this.register(
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('tracehold.annotations')) this.#soon.schedule();
      }),
    );
    this.#soon.schedule();
  }

  recordOf(document: TextDocument): DocumentRecord | null {
    return this.#records.get(document) ?? null;
  }

  linesOf(document: TextDocument, { startedMs }: DocumentRecord): DocumentLines {
    return this.histories.linesOf(document, startedMs);
  }

  /** What stands on which line of the text as it is now. */
  placementOf(document: TextDocument): Placement | null {
    const record = this.#records.get(document);
    if (record === undefined) return null;
    const known = this.#placements.get(document);
    if (known?.version === document.version) return known.placement;
    const placement = place(record.recorded, this.linesOf(document, record));
    this.#placements.set(document, { version: document.version, placement });
    return placement;
  }

  /** Nothing is shown until something is selected again. */
  clear(): void {
    this.#isCleared = true;
    this.#cleared.fire();
    this.#soon.schedule();
  }

  async #refresh(): Promise<void> {
    const signal = this.#latest.begin();
    const folder = this.#services.selection.selected.run;
    const documents = new Set(window.visibleTextEditors.map(({ document }) => document).filter(isPythonFile));
    const isShown = isOn('tracehold.annotations.enabled') && !this.#isCleared && folder !== this.#failed;
    if (folder === null || !isShown || documents.size === 0) {
      this.#show(new Map());
      return;
    }
    try {
      const records = await this.#services.runs.use(folder, (run) => this.#askAll(documents, run, signal));
      if (!signal.aborted) this.#show(records);
    } catch (error) {
      if (signal.aborted) return;
      note(this.#services, 'The editor cannot be annotated', error);
      this.#failed = folder;
      this.#show(new Map());
    }
  }

  async #askAll(
    documents: Iterable<TextDocument>,
    run: OpenRun,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<TextDocument, DocumentRecord>> {
    signal.throwIfAborted();
    this.#follow(run);
    const functions = await this.#functions.of(run, signal);
    const records = new Map<TextDocument, DocumentRecord>();
    for (const document of documents) {
      const record = await this.#ask(document, run, functions, signal);
      if (record !== null) records.set(document, record);
    }
    return records;
  }

  async #ask(
    document: TextDocument,
    run: OpenRun,
    functions: RunFunctions,
    signal: AbortSignal,
  ): Promise<DocumentRecord | null> {
    const names = await recordedNames(document.uri.fsPath, functions.byFile.keys());
    // A file none of whose functions was recorded may still have called some.
    const files = names.length > 0 ? names : [document.uri.fsPath];
    const sites = await Promise.all(files.map((file) => run.store.call('sites', file, signal)));
    const recorded: RecordedFile = {
      functions: files.flatMap((file) => functions.byFile.get(file) ?? []),
      sites: sites.flat(),
      wholeNs: functions.wholeNs,
    };
    if (recorded.functions.length === 0 && recorded.sites.length === 0) return null;
    await this.histories.check(document);
    const startedMs = this.#services.runs.find(run.folder)?.startedMs ?? 0;
    return { run, startedMs, files, functions, recorded };
  }

  #show(records: ReadonlyMap<TextDocument, DocumentRecord>): void {
    if (records.size === 0 && this.#records.size === 0) return;
    this.#records.clear();
    for (const [document, record] of records) this.#records.set(document, record);
    this.#placements = new WeakMap();
    this.#changed.fire();
  }

  #follow(run: OpenRun): void {
    if (this.#followed?.run === run) return;
    this.#followed?.listening.dispose();
    const grow = new Collected(GROWTH_MS, () => {
      this.#functions.forget(run);
      this.#grown.fire(run);
      this.#soon.schedule();
    });
    const parts = [grow, run.onDidGrow(() => grow.schedule())];
    this.#followed = { run, listening: { dispose: () => parts.forEach((part) => void part.dispose()) } };
  }
}
