import { setTimeout as sleep } from 'node:timers/promises';
import { TerminalExitReason, window } from 'vscode';
import { isRunning } from '../../run/process-identity.js';
import type { ProcessIdentity } from '../../run/process-identity.js';
import { readRunFile } from '../../run/run-file.js';
import { isFolder } from '../../run/runs.js';
import type { Services } from '../services.js';
import type { Begun } from './begin-recording.js';
import { isClosedByHand } from './closed-terminal.js';
import { Recording } from './recording.js';
import type { RunningProgram } from './recording.js';
import type { RunningPrograms } from './running-programs.js';
import { untilGone } from './until-gone.js';

/**
 * Takes up the programs that were being recorded when the window was closed or loaded again. The editor forgets their
 * tasks; those that still run are watched by their process, and those that ended meanwhile end now.
 */
export async function adoptRecordings(
  running: RunningPrograms,
  { runs, log }: Services,
  adopt: (begun: Begun) => void,
): Promise<void> {
  for (const { folder, name, script, process, afterwards } of running.all) {
    if (!(await isFolder(folder))) {
      await running.remove(folder);
      continue;
    }
    const file = await readRunFile(folder);
    const known = await runs.add(folder).catch(() => null);
    // Where the system does not tell processes apart, whether it still runs is not known: nothing is written down then.
    if (known === null || file.ended !== undefined || process === null) {
      if (afterwards !== null) log.warn(`${folder}: whether it has ended is not known; its postDebugTask is not run`);
      await running.remove(folder);
      continue;
    }
    const isAlive = await isRunning(process);
    log.info(`${folder}: ${isAlive ? 'still runs, and is taken up again' : 'ended while no window watched it'}`);
    if (isAlive) runs.markLive(folder);
    const program = isAlive ? watched(process) : over;
    const recording = new Recording(folder, name, program);
    adopt({ recording, python: file.python ?? null, script, file, isWatched: isAlive, afterwards });
    // As at its launch: the status bar tells how far it got, whether or not something else asks for the run.
    if (isAlive) runs.open(folder).catch((error: unknown) => log.warn(`${folder} is not followed: ${String(error)}`));
  }
}

const over: RunningProgram = {
  pid: null,
  started: Promise.resolve(null),
  ended: Promise.resolve(null),
  terminalWasClosed: false,
  terminate: () => {},
  dispose: () => {},
};

/** How long after the end of a process its terminal may tell the exit code. */
const CODE_MS = 1000;

/** Its task is gone, and so are the task's events; but its terminal may have come back, and tells how it ended. */
function watched(process: ProcessIdentity): RunningProgram {
  const watching = new AbortController();
  let terminalWasClosed = false;
  let exitCode: number | null = null;
  const closing = window.onDidCloseTerminal(async (terminal) => {
    if ((await terminal.processId) !== process.pid) return;
    terminalWasClosed = isClosedByHand(terminal);
    if (terminal.exitStatus?.reason === TerminalExitReason.Process) exitCode = terminal.exitStatus.code ?? null;
  });
  const ended = untilGone(process, watching.signal)
    .then(() => sleep(CODE_MS))
    .then(() => exitCode)
    .finally(() => void closing.dispose());
  return {
    pid: process.pid,
    started: Promise.resolve(process.pid),
    ended,
    get terminalWasClosed() {
      return terminalWasClosed;
    },
    terminate: () => void closeTerminal(process.pid),
    dispose: () => {
      watching.abort();
      closing.dispose();
    },
  };
}

async function closeTerminal(pid: number): Promise<void> {
  for (const terminal of window.terminals) {
    if ((await terminal.processId) === pid) terminal.dispose();
  }
}
