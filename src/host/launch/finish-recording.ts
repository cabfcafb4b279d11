import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeRunFile } from '../../run/run-file.js';
import { isFolder, traceFileNames } from '../../run/runs.js';
import type { Services } from '../services.js';
import type { Begun } from './begin-recording.js';
import { exitCodeOf, signalOf } from './judge-ending.js';
import type { Ended, SyntaxProblem } from './judge-ending.js';
import { readRecordedEnd } from './recorded-end.js';
import { findSyntaxProblem } from './syntax-problem.js';

/** Waits until the program is over and its recording was read to the end, and writes down how it ended. */
export async function finishRecording(begun: Begun, services: Services): Promise<Ended> {
  const { recording, python, script, file, isWatched } = begun;
  const { folder, program } = recording;
  const { runs, log } = services;
  const exitCode = await program.ended;
  const endedMs = isWatched ? Date.now() : await lastChange(folder);
  log.info(`${folder}: the process ended with ${exitCode ?? 'an unknown code'}`);
  const recorded = await readRecordedEnd(folder, exitCode === null || exitCode === 0, services);
  let syntaxError: SyntaxProblem | null = null;
  if (script !== null && python !== null && exitCode !== 0 && typeof recorded === 'object' && recorded.calls === 0) {
    syntaxError = await findSyntaxProblem(python, script);
  }
  const { wasStopped: stopped, sent } = recording;
  const { terminalWasClosed } = program;
  const ended: Ended = { exitCode, stopped, sent, terminalWasClosed, isWatched, recorded, syntaxError };
  const code = exitCodeOf(ended);
  const signal = signalOf(ended);
  try {
    if (await isFolder(folder)) {
      await writeRunFile(folder, {
        ...file,
        ended: new Date(endedMs).toISOString(),
        ...(code === null ? {} : { exitCode: code }),
        ...(signal === null ? {} : { signal }),
      });
    }
  } catch (error) {
    // The recording counts; how it ended is said in a message, too.
    log.warn(`How the run ended could not be written: ${String(error)}`);
  }
  runs.markEnded(folder, { exitCode: code, signal });
  return ended;
}

/** When something was recorded last, in milliseconds since 1970. */
async function lastChange(folder: string): Promise<number> {
  try {
    const names = await traceFileNames(folder);
    const times = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).mtimeMs));
    return times.length === 0 ? Date.now() : Math.max(...times);
  } catch {
    return Date.now();
  }
}
