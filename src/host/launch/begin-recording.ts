import { access, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Uri, l10n } from 'vscode';
import { CodedError } from '../../base/result.js';
import { findShim, taskCommandLine } from '../../run/command-line.js';
import { targetName } from '../../run/folder.js';
import { writeRunFile } from '../../run/run-file.js';
import type { RunFile } from '../../run/run-file.js';
import { isFolder } from '../../run/runs.js';
import { plain } from '../window/shown-text.js';
import type { Services } from '../services.js';
import { interpreterFor, pathOf } from './interpreter.js';
import { startTask } from './process-task.js';
import { recorderOptions } from './recorder-options.js';
import { Recording } from './recording.js';
import { Refusal } from './refusal.js';
import { cannotWrite, makeRunFolder } from './run-location.js';
import { readSetting } from './settings.js';
import { taskEnvironment } from './target-environment.js';
import type { Target } from './target.js';

export interface Begun {
  readonly recording: Recording;
  /** Path of the interpreter; null when it is not known any more. */
  readonly python: string | null;
  readonly script: string | null;
  /** run.json as it was written; the ending is added to it. */
  readonly file: RunFile;
  /** False when it ended while no window watched it. */
  readonly isWatched: boolean;
  /** The task to run when it is over. */
  readonly afterwards: Target['afterwards'];
}

/**
 * Starts the target in a terminal, under the recorder. The run is known and live when this resolves.
 *
 * @throws CodedError when it cannot be started; nothing is left behind then
 */
export async function beginRecording(target: Target, { context, log, runs, hear }: Services): Promise<Begun> {
  await check(target);
  const interpreter = await interpreterFor(target, log, hear);
  const shim = await findShim(context.extensionPath);
  const name = targetName(target.words);
  const started = new Date();
  const place = target.script ?? target.workspaceFolder;
  const options = recorderOptions(readSetting(place === null ? undefined : Uri.file(place)));
  const folder = await makeRunFolder(target, name, started, context);
  const file: RunFile = {
    name,
    command: target.words,
    cwd: target.cwd,
    python: pathOf(interpreter),
    pythonVersion: interpreter.version,
    options,
    started: started.toISOString(),
  };
  try {
    await writeRunFile(folder, file);
  } catch (error) {
    await rm(folder, { recursive: true, force: true }).catch(() => {});
    throw cannotWrite(dirname(folder), error);
  }
  await runs.add(folder);
  runs.markLive(folder);
  try {
    const task = await startTask({
      name: plain(target.title ?? name, 60),
      folder,
      command: pathOf(interpreter),
      args: [...target.pythonArgs, ...taskCommandLine(shim, target.cwd, { folder, options, target: target.words })],
      cwd: target.cwd,
      env: taskEnvironment(target.env),
    });
    const recording = new Recording(folder, name, task);
    const { script, afterwards } = target;
    return { recording, python: pathOf(interpreter), script, file, isWatched: true, afterwards };
  } catch (error) {
    runs.markEnded(folder, { exitCode: null, signal: null });
    await runs.remove(folder);
    throw new CodedError('io', l10n.t('The terminal could not be started: {0}', String(error)), { cause: error });
  }
}

/** What the interpreter would say less well, or in a terminal that nobody looks at. */
async function check({ cwd, script }: Target): Promise<void> {
  if (!(await isFolder(cwd))) {
    throw new Refusal('not-found', l10n.t('Nothing was run: the folder to run it in, {0}, is not there.', plain(cwd)));
  }
  if (script === null) return;
  try {
    await access(script);
  } catch (error) {
    const message = l10n.t('Nothing was run: {0} is not there, or cannot be read.', plain(script));
    throw new Refusal('not-found', message, [], { cause: error });
  }
}
