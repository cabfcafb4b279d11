import { Uri, commands, l10n, workspace } from 'vscode';
import type { CancellationToken } from 'vscode';
import { Owner } from '../../base/disposable.js';
import type { Disposable } from '../../base/disposable.js';
import { ControlError } from '../../run/control.js';
import type { ControlFault } from '../../run/control.js';
import { register } from '../commands.js';
import { Refusal, say, sayFailure } from '../launch/refusal.js';
import type { Services } from '../services.js';
import { showProgress } from '../window/messages.js';
import { pickOne } from '../window/picks.js';
import { plain } from '../window/shown-text.js';
import { findSources } from './snapshot-sources.js';
import type { SnapshotSource } from './snapshot-sources.js';

/** The command that takes a heap snapshot of what runs. */
export function createSnapshots(services: Services): Disposable {
  return new Snapshots(services);
}

class Snapshots extends Owner {
  readonly #services: Services;

  constructor(services: Services) {
    super();
    this.#services = services;
    this.register(register('tracehold.takeHeapSnapshot', (item?: unknown) => this.#tried(item)));
  }

  /** Path of the snapshot; undefined when none was taken, which was said. */
  async #tried(item: unknown): Promise<string | undefined> {
    try {
      return await this.#take(item);
    } catch (error) {
      sayFailure(error, this.#services.log);
      return undefined;
    }
  }

  async #take(item: unknown): Promise<string | undefined> {
    if (!workspace.isTrusted) throw new Refusal('bad-argument', l10n.t('Snapshots need a trusted workspace.'));
    const sources = await findSources(wantedOf(item), this.#services);
    if (sources.length === 0) {
      const message = l10n.t(
        'No snapshot was taken: no program runs that is being recorded, and none stands at a breakpoint. Profile a file, or pause a program in the debugger.',
      );
      void say('information', message);
      return undefined;
    }
    const [only] = sources;
    const source = sources.length === 1 ? only : await pickOne(sources, l10n.t('Program to take a heap snapshot of'));
    if (source === undefined) return undefined;
    const title = l10n.t('Taking a heap snapshot of {0}', plain(source.label));
    const path = await showProgress(title, (_report, token) => taken(source, token));
    this.#services.log.info(`Snapshot: ${path}`);
    await commands.executeCommand('vscode.open', Uri.file(path));
    return path;
  }
}

async function taken(source: SnapshotSource, token: CancellationToken): Promise<string> {
  const controller = new AbortController();
  const cancelling = token.onCancellationRequested(() => controller.abort());
  try {
    return await source.take(controller.signal);
  } catch (error) {
    throw error instanceof ControlError ? explained(error) : error;
  } finally {
    cancelling.dispose();
  }
}

function explained(error: ControlError): Refusal {
  const process = String(error.pid);
  const words: Readonly<Record<ControlFault, string>> = {
    gone: l10n.t('No snapshot was taken: process {0} has ended.', process),
    silent: l10n.t(
      'No snapshot was taken: process {0} does not answer. It goes on; it may be in C code that keeps the interpreter to itself, stopped, or busy with another snapshot. Try again.',
      process,
    ),
    unavailable: l10n.t(
      'Process {0} cannot be asked for a snapshot: {1}. Call tracehold.snapshot() in the program, or set tracehold.heap.atExit.',
      process,
      plain(error.message),
    ),
    refused: l10n.t('Process {0} took no snapshot: {1}. The program goes on.', process, plain(error.message)),
  };
  return new Refusal(error.code, words[error.fault], [], { cause: error });
}

/** The tree hands its item, of a run or a process; the palette nothing. */
function wantedOf(item: unknown) {
  if (typeof item !== 'object' || item === null || !('folder' in item) || typeof item.folder !== 'string') return null;
  const process = 'process' in item && typeof item.process === 'number' ? item.process : null;
  return { folder: item.folder, process };
}
