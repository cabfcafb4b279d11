import { commands, l10n, window, workspace } from 'vscode';
import { Owner } from '../../base/disposable.js';
import type { Disposable } from '../../base/disposable.js';
import { targetName } from '../../run/folder.js';
import { register } from '../commands.js';
import { contextKeys } from '../contributions.js';
import type { CommandHandler, CommandId } from '../contributions.js';
import { plain } from '../runs/plain.js';
import type { Services } from '../services.js';
import { beginRecording } from './begin-recording.js';
import { registerDebugConfigurations } from './debug-configurations.js';
import { deleteRecordings } from './delete-recordings.js';
import { targetOfFile } from './file-target.js';
import { finishRecording } from './finish-recording.js';
import { chooseConfiguration } from './launch-json.js';
import { targetOfModule } from './module-target.js';
import { openRecording } from './open-recording.js';
import type { Recording } from './recording.js';
import { Refusal, say, sayFailure } from './refusal.js';
import { sayEnding } from './say-ending.js';
import { readSetting } from './settings.js';
import type { Target } from './target.js';

/** What other parts of the host show. */
export interface Show {
  openTimeline(folder: string): Promise<void>;
}

/** The commands that make, stop, open and delete recordings. */
export function createLauncher(services: Services, show: Show): Disposable {
  return new Launcher(services, show);
}

class Launcher extends Owner {
  readonly #services: Services;
  readonly #show: Show;
  readonly #recordings = new Set<Recording>();

  constructor(services: Services, show: Show) {
    super();
    this.#services = services;
    this.#show = show;
    const { context } = services;
    this.#command('tracehold.profileFile', (uri) => this.#record(() => targetOfFile(uri, null)));
    this.#command('tracehold.profileFileWithArguments', (uri) =>
      this.#record(() => targetOfFile(uri, context.workspaceState)),
    );
    this.#command('tracehold.profileModule', () => this.#record(() => targetOfModule(context.workspaceState)));
    this.#command('tracehold.profileLaunchConfiguration', () => this.#record(chooseConfiguration));
    this.#command('tracehold.stop', (...given: readonly unknown[]) => this.#stop(given[0]));
    this.#command('tracehold.openRecording', (uri) => openRecording(uri, services, show));
    this.#command('tracehold.deleteRecording', (item, all) => deleteRecordings(all ?? (item && [item]), services));
    this.register(registerDebugConfigurations((target) => void this.#tried(() => this.#record(() => target()))));
  }

  #command<Id extends CommandId>(id: Id, handler: CommandHandler<Id>): void {
    const run = handler as (...given: unknown[]) => Promise<void>;
    this.register(register(id, (...given: unknown[]) => this.#tried(() => run(...given))));
  }

  /** Every failure ends in a message, and in one only. */
  async #tried(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      sayFailure(error, this.#services.log);
    }
  }

  /** Starts what `find` finds; resolves when it runs. */
  async #record(find: () => Promise<Target | null>): Promise<void> {
    if (!workspace.isTrusted) throw untrusted();
    const target = await find();
    if (target === null) return;
    const begun = await beginRecording(target, this.#services);
    const { recording } = begun;
    const { folder } = recording;
    this.#recordings.add(recording);
    this.#showRecording();
    void this.#tried(async () => {
      const ended = await finishRecording(begun, target.script, this.#services).finally(() => {
        this.#recordings.delete(recording);
        this.#showRecording();
      });
      const name = targetName(target.words);
      await sayEnding(ended, { name, script: target.script, showTimeline: () => this.#show.openTimeline(folder) });
    });
    this.#services.selection.select({ run: folder, process: null, thread: null, call: null }, 'launch');
    // Its store follows the recording from now on: the status bar tells how far it got.
    await this.#services.runs.open(folder);
    if (readSetting(undefined)('tracehold.record.openTimeline') === true) await this.#show.openTimeline(folder);
  }

  #showRecording(): void {
    void commands.executeCommand('setContext', contextKeys.recording, this.#recordings.size > 0);
  }

  async #stop(item: unknown): Promise<void> {
    const recording = await this.#choose(folderOf(item));
    await recording?.stop();
  }

  async #choose(folder: string | null): Promise<Recording | undefined> {
    const running = [...this.#recordings];
    if (folder !== null) {
      const named = running.find((recording) => recording.folder === folder);
      if (named !== undefined) return named;
    }
    if (running.length === 0) {
      await say('information', l10n.t('Nothing is being recorded.'));
      return undefined;
    }
    if (running.length === 1) return running[0];
    const items = running.map((recording) => ({
      label: plain(recording.name),
      description: plain(recording.folder),
      recording,
    }));
    return (await window.showQuickPick(items, { placeHolder: l10n.t('Program to stop') }))?.recording;
  }
}

/** The tree hands its item to commands of its own, whatever these declare. */
function folderOf(item: unknown): string | null {
  if (typeof item !== 'object' || item === null || !('folder' in item)) return null;
  return typeof item.folder === 'string' ? item.folder : null;
}

function untrusted(): Refusal {
  return new Refusal(
    'bad-argument',
    l10n.t('Nothing was run: recording a program needs a trusted workspace. Recordings can be viewed without.'),
    [
      {
        title: l10n.t('Manage Workspace Trust'),
        go: () => commands.executeCommand('workbench.trust.manage'),
      },
    ],
  );
}
