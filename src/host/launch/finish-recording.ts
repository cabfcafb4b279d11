import { writeRunFile } from '../../run/run-file.js';
import { isFolder, readRun } from '../../run/runs.js';
import type { Services } from '../services.js';
import type { Begun } from './begin-recording.js';
import { pathOf } from './interpreter.js';
import { exitCodeOf } from './judge-ending.js';
import type { Ended, Recorded, SyntaxProblem } from './judge-ending.js';
import { findSyntaxProblem } from './syntax-problem.js';

/** Waits until the program is over and its recording was read to the end, and writes down how it ended. */
export async function finishRecording(
  { recording, interpreter, file }: Begun,
  script: string | null,
  services: Services,
): Promise<Ended> {
  const { folder } = recording;
  const { runs, log } = services;
  const exitCode = await recording.ended;
  const endedAt = new Date().toISOString();
  log.info(`${folder}: the process ended with ${exitCode ?? 'an unknown code'}`);
  const recorded = await readEnd(folder, services);
  let syntaxError: SyntaxProblem | null = null;
  if (script !== null && exitCode !== 0 && typeof recorded === 'object' && recorded.calls === 0) {
    syntaxError = await findSyntaxProblem(pathOf(interpreter), script);
  }
  const ended: Ended = { exitCode, stopped: recording.wasStopped, recorded, syntaxError };
  const code = exitCodeOf(ended);
  try {
    if (await isFolder(folder)) {
      await writeRunFile(folder, { ...file, ended: endedAt, ...(code === null ? {} : { exitCode: code }) });
    }
  } catch (error) {
    // The recording counts; how it ended is said in a message, too.
    log.warn(`How the run ended could not be written: ${String(error)}`);
  }
  runs.markEnded(folder, { exitCode: code, signal: null });
  return ended;
}

async function readEnd(folder: string, { runs, log }: Services): Promise<Recorded> {
  try {
    if ((await readRun(folder)).recordings === 0) return 'none';
    const { store } = await runs.open(folder);
    await store.call('finish', null);
    const info = await store.call('info', null);
    const { processes } = info;
    const first = processes.find(({ origin }) => origin === 'run') ?? processes[0];
    if (first === undefined) return 'none';
    return { calls: processes.reduce((sum, { calls }) => sum + calls, 0), closed: first.complete };
  } catch (error) {
    log.warn(`The end of the recording could not be read: ${String(error)}`);
    return 'unreadable';
  }
}
