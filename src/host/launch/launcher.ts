import { commands, l10n, workspace } from 'vscode';
import { Owner } from '../../base/disposable.js';
import type { Disposable } from '../../base/disposable.js';
import { identityOf } from '../../run/process-identity.js';
import { register } from '../commands.js';
import { contextKeys } from '../contributions.js';
import type { CommandHandler, CommandId } from '../contributions.js';
import type { Services } from '../services.js';
import { adoptRecordings } from './adopt-recordings.js';
import { beginRecording } from './begin-recording.js';
import type { Begun } from './begin-recording.js';
import { startConfiguration } from './choose-configuration.js';
import { chooseRunning } from './choose-running.js';
import { registerDebugConfigurations } from './debug-configurations.js';
import type { Expected } from './debug-configurations.js';
import { Doctor } from './doctor.js';
import { deleteRecordings } from './delete-recordings.js';
import { targetOfFile } from './file-target.js';
import { finishRecording } from './finish-recording.js';
import { targetOfModule } from './module-target.js';
import { openRecording } from './open-recording.js';
import type { Recording } from './recording.js';
import { Refusal, sayFailure } from './refusal.js';
import { runTaskAfterwards } from './run-task-afterwards.js';
import { RunningPrograms } from './running-programs.js';
import { sayEnding } from './say-ending.js';
import { readSetting } from './settings.js';
import type { Target } from './target.js';

/** What other parts of the host show. */
export interface Show {
  openTimeline(folder: string, options?: { readonly preserveFocus?: boolean }): Promise<void>;
}

/** The commands that make, stop, open and delete recordings. */
export function createLauncher(services: Services, show: Show): Disposable {
  return new Launcher(services, show);
}

class Launcher extends Owner {
  readonly #services: Services;
  readonly #show: Show;
  readonly #running: RunningPrograms;
  readonly #recordings = new Set<Recording>();
  readonly #expected: Expected = new Set();

  constructor(services: Services, show: Show) {
    super();
    this.#services = services;
    this.#show = show;
    const { context } = services;
    this.#running = new RunningPrograms(context.workspaceState);
    this.#command('tracehold.profileFile', (uri) => this.#record(() => targetOfFile(uri, null)));
    this.#command('tracehold.profileFileWithArguments', (uri) =>
      this.#record(() => targetOfFile(uri, context.workspaceState)),
    );
    this.#command('tracehold.profileModule', () => this.#record(() => targetOfModule(context.workspaceState)));
    this.#command('tracehold.profileLaunchConfiguration', () => this.#startConfiguration());
    this.#command('tracehold.stop', (...given: readonly unknown[]) => this.#stop(given[0]));
    const doctor = this.register(new Doctor(services));
    this.#command('tracehold.doctor', async () => {
      if (!workspace.isTrusted) throw untrusted();
      await doctor.run();
    });
    this.#command('tracehold.openRecording', (uri) => openRecording(uri, services, show));
    this.#command('tracehold.deleteRecording', (item, all) => deleteRecordings(all ?? (item && [item]), services));
    this.register(
      registerDebugConfigurations(this.#expected, services, (find) => void this.#tried(() => this.#record(find))),
    );
    // What ends after us is for the next window to say.
    this.register({ dispose: () => this.#recordings.forEach((recording) => recording.dispose()) });
    void this.#tried(() => adoptRecordings(this.#running, services, (begun) => this.#follow(begun)));
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

  async #startConfiguration(): Promise<void> {
    if (!workspace.isTrusted) throw untrusted();
    await startConfiguration(this.#expected);
  }

  /** Starts what `find` finds; resolves when it runs. */
  async #record(find: () => Promise<Target | null>): Promise<void> {
    if (!workspace.isTrusted) throw untrusted();
    const target = await find();
    if (target === null) return;
    const begun = await beginRecording(target, this.#services);
    const { folder } = begun.recording;
    this.#follow(begun);
    this.#services.selection.select({ run: folder, process: null, thread: null, call: null }, 'launch');
    // Its store follows the recording from now on: the status bar tells how far it got.
    await this.#services.runs.open(folder);
    if (readSetting(undefined)('tracehold.record.openTimeline') !== true) return;
    // Nobody asked for the page in this moment: typing goes on where it was, in the code or in the terminal.
    await this.#show.openTimeline(folder, { preserveFocus: true });
  }

  /** Waits for the end of a program in the background, and says how it ended. */
  #follow(begun: Begun): void {
    const { recording, script, afterwards } = begun;
    const { folder, name } = recording;
    this.#recordings.add(recording);
    this.#showRecording();
    void this.#tried(async () => {
      const remembered = this.#remember(begun);
      const ended = await finishRecording(begun, this.#services).finally(() => {
        this.#recordings.delete(recording);
        this.#showRecording();
      });
      await remembered;
      await this.#running.remove(folder);
      if (afterwards !== null) void this.#tried(() => runTaskAfterwards(afterwards));
      await sayEnding(ended, { name, script, showTimeline: () => this.#show.openTimeline(folder) });
    });
  }

  /** So that it is ours after a reload of the window, too. */
  async #remember({ recording, script, afterwards }: Begun): Promise<void> {
    const { folder, name, program } = recording;
    const pid = await program.started;
    if (pid === null) return;
    await this.#running.add({ folder, name, script, process: await identityOf(pid), afterwards });
  }

  #showRecording(): void {
    void commands.executeCommand('setContext', contextKeys.recording, this.#recordings.size > 0);
  }

  async #stop(item: unknown): Promise<void> {
    for (const recording of await chooseRunning([...this.#recordings], folderOf(item))) void recording.stop();
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
