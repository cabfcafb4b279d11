import { homedir } from 'node:os';
import { l10n, window, workspace } from 'vscode';
import type { OutputChannel } from 'vscode';
import { Owner } from '../../base/disposable.js';
import { findShim } from '../../run/command-line.js';
import { diagnose, usualInterpreters } from '../../run/doctor.js';
import type { Services } from '../services.js';
import { showProgress } from '../window/messages.js';
import { candidates } from './candidates.js';
import { doctorReport } from './doctor-report.js';
import { namedFor } from './interpreter.js';

/** Tells which recorder each Python would use, and why, in an output channel. */
export class Doctor extends Owner {
  readonly #services: Services;
  #channel: OutputChannel | undefined;

  constructor(services: Services) {
    super();
    this.#services = services;
  }

  /** @throws CodedError where Tracehold is not installed as a whole */
  async run(): Promise<void> {
    const diagnosis = await showProgress(l10n.t('Asking the Pythons here'), () => this.#diagnose());
    this.#channel ??= this.register(window.createOutputChannel('Tracehold Doctor'));
    this.#channel.replace(doctorReport(diagnosis));
    this.#channel.show();
  }

  async #diagnose() {
    const { context, log, hear } = this.#services;
    const folders = (workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
    const places = folders.length > 0 ? folders : [null];
    const named = await Promise.all(
      places.map((workspaceFolder) => namedFor({ script: null, workspaceFolder, python: null }, log)),
    );
    // First what programs of the workspace are started with.
    const commands = [
      ...named.flatMap((one) => candidates(one).map(({ command }) => command)),
      ...usualInterpreters(process.env),
    ];
    const shim = await findShim(context.extensionPath);
    return diagnose(commands, { cwd: folders[0] ?? homedir(), env: process.env, shim, hear });
  }
}
