import { join, resolve } from 'node:path';
import { EventEmitter, l10n, workspace } from 'vscode';
import type { ExtensionContext, LogOutputChannel } from 'vscode';
import { Owner } from '../../base/disposable.js';
import { CodedError } from '../../base/result.js';
import { isFolder, isRun, listRuns, readRun } from '../../run/runs.js';
import type { KnownRun, OpenRun, RunCatalog } from '../model/runs.js';
import { deleteRun } from './delete-run.js';
import { knownRun, newestFirst } from './known-run.js';
import { OpenRuns } from './open-runs.js';
import { OpenStore } from './open-store.js';
import { openWithProgress } from './open-with-progress.js';
import { plain } from '../window/shown-text.js';
import { RememberedRuns } from './remembered.js';
import { Repeated } from './repeated.js';
import { RunsWatch } from './watch-runs.js';

/** How often the size of a live run is told, and whether the folders of open runs are still there. */
const LIVE_MS = 500;
const GONE_MS = 2000;

type Ending = Parameters<RunCatalog['markEnded']>[1];

export function createRunCatalog(context: ExtensionContext, log: LogOutputChannel): RunCatalog {
  return new Catalog(context, log);
}

class Catalog extends Owner implements RunCatalog {
  readonly #log: LogOutputChannel;
  readonly #remembered: RememberedRuns;
  readonly #changed = this.register(new EventEmitter<void>());
  readonly onDidChange = this.#changed.event;
  readonly #live = new Set<string>();
  /** How runs ended that were launched from here: their files may say it a moment later, or cannot be written. */
  readonly #endings = new Map<string, Ending>();
  readonly #open: OpenRuns;
  readonly #removing = new Set<string>();
  readonly #lookingAtLive = this.register(new Repeated(LIVE_MS, () => this.#lookAtLive()));
  readonly #closingGone = this.register(new Repeated(GONE_MS, () => this.#closeGone()));
  #runs: readonly KnownRun[] = [];
  /** The look at the folders that goes on; one that is asked for meanwhile follows it. */
  #looking: Promise<void> | null = null;
  #again: Promise<void> | null = null;

  constructor(context: ExtensionContext, log: LogOutputChannel) {
    super();
    this.#log = log;
    this.#remembered = new RememberedRuns(context.workspaceState);
    const script = join(context.extensionPath, 'dist', 'worker.cjs');
    this.#open = this.register(
      new OpenRuns({
        log,
        isLive: (folder) => this.#live.has(folder),
        start: (folder) => new OpenStore(folder, script),
        changed: () => this.#closingGone.turn(this.#open.folders.length > 0),
        read: openWithProgress,
      }),
    );
    this.register(new RunsWatch(() => void this.refresh()));
    void this.refresh();
  }

  get runs(): readonly KnownRun[] {
    return this.#runs;
  }

  find(folder: string): KnownRun | undefined {
    return this.#runs.find((run) => run.folder === folder);
  }

  refresh(): Promise<void> {
    if (this.#looking === null) {
      this.#looking = this.#look().finally(() => (this.#looking = null));
      return this.#looking;
    }
    this.#again ??= this.#looking.then(() => {
      this.#again = null;
      return this.refresh();
    });
    return this.#again;
  }

  async add(given: string): Promise<KnownRun> {
    const folder = resolve(given);
    if (!(await isFolder(folder))) throw gone(folder);
    if (!(await isRun(folder))) {
      throw new CodedError('not-a-recording', l10n.t('{0} holds no recording.', plain(folder)));
    }
    await this.refresh();
    const known = this.find(folder);
    if (known !== undefined) return known;
    await this.#remembered.add(folder);
    await this.refresh();
    const added = this.find(folder);
    if (added === undefined) throw gone(folder);
    return added;
  }

  markLive(folder: string): void {
    this.#live.add(folder);
    this.#lookingAtLive.turn(true);
    this.#show(this.#runs);
    void this.refresh();
  }

  markEnded(folder: string, ending: Ending): void {
    this.#live.delete(folder);
    this.#lookingAtLive.turn(this.#live.size > 0);
    this.#endings.set(folder, ending);
    this.#open.finish(folder);
    this.#show(this.#runs);
    void this.refresh();
  }

  async open(folder: string): Promise<OpenRun> {
    const isThere = await isFolder(folder);
    if (!isThere || this.#removing.has(folder)) {
      this.#closeGoneRun(folder);
      throw gone(folder);
    }
    return this.#open.open(folder, this.find(folder)?.name ?? folder);
  }

  async use<T>(folder: string, work: (run: OpenRun) => Promise<T>): Promise<T> {
    const run = await this.open(folder);
    const held = run.hold();
    try {
      return await work(run);
    } finally {
      held.dispose();
    }
  }

  opened(folder: string): OpenRun | undefined {
    return this.#open.opened(folder);
  }

  async remove(folder: string): Promise<void> {
    if (this.#live.has(folder)) {
      throw new CodedError('bad-argument', l10n.t('The program still runs. Stop it first, then delete its recording.'));
    }
    this.#removing.add(folder);
    try {
      this.#open.close(folder, new CodedError('not-found', l10n.t('The recording was deleted.')));
      // A thread that is still at work would write into the folder while it goes, or make it again.
      await this.#open.ended(folder);
      await deleteRun(folder);
    } finally {
      this.#removing.delete(folder);
    }
    this.#endings.delete(folder);
    await this.#remembered.remove(folder);
    await this.refresh();
  }

  /** Never rejects: a folder that cannot be read shows no runs, and the log says why. */
  async #look(): Promise<void> {
    const found = new Map<string, KnownRun>();
    const add = (run: KnownRun) => found.set(run.folder, run);
    for (const { uri } of workspace.workspaceFolders ?? []) {
      if (uri.scheme !== 'file') continue;
      try {
        for (const run of await listRuns(uri.fsPath)) add(knownRun(run));
      } catch (error) {
        this.#log.warn(`The runs of ${uri.fsPath} cannot be listed: ${String(error)}`);
      }
    }
    for (const folder of new Set([...this.#remembered.folders, ...this.#live])) {
      if (found.has(folder)) continue;
      try {
        if (await isRun(folder)) add(knownRun(await readRun(folder)));
      } catch (error) {
        this.#log.warn(`The run ${folder} cannot be read: ${String(error)}`);
      }
    }
    this.#show(found.values());
  }

  /** Files are read over a while: what is known of programs that run or have ended is as of now. */
  #show(runs: Iterable<KnownRun>): void {
    this.#runs = newestFirst(
      [...runs].map((run) => {
        const live = this.#live.has(run.folder);
        const isSilent = run.exitCode === null && run.signal === null;
        return { ...run, ...(isSilent ? this.#endings.get(run.folder) : undefined), live };
      }),
    );
    this.#changed.fire();
  }

  async #lookAtLive(): Promise<void> {
    const sizes = new Map<string, number>();
    for (const folder of this.#live) {
      const bytes = this.#open.growth(folder)?.bytes ?? (await readRun(folder).catch(() => null))?.bytes;
      if (bytes !== undefined) sizes.set(folder, bytes);
    }
    this.#show(this.#runs.map((run) => ({ ...run, bytes: sizes.get(run.folder) ?? run.bytes })));
  }

  async #closeGone(): Promise<void> {
    for (const folder of this.#open.folders) {
      if (!(await isFolder(folder))) this.#closeGoneRun(folder);
    }
  }

  #closeGoneRun(folder: string): void {
    this.#open.close(folder, gone(folder));
    if (this.find(folder) !== undefined) void this.refresh();
  }
}

function gone(folder: string): CodedError {
  return new CodedError(
    'not-found',
    l10n.t('The recording {0} is not there any more: it was deleted or moved.', plain(folder)),
  );
}
