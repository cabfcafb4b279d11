import { ProcessExecution, Task, TaskPanelKind, TaskRevealKind, TaskScope, tasks, window } from 'vscode';
import type { TaskExecution } from 'vscode';
import type { Disposable } from '../../base/disposable.js';
import { holdsVariable } from '../../run/command-line.js';
import { isClosedByHand } from './closed-terminal.js';
import type { RunningProgram } from './recording.js';
import { untilPidIsGone } from './until-gone.js';

const taskType = 'tracehold';
/** How long after the end of a task the exit code of its process may come. */
const CODE_MS = 1000;

export interface ProcessTask {
  /** Title of its terminal. */
  readonly name: string;
  /** Identity of the run: two tasks with the same are one to the editor. */
  readonly folder: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Runs a process in a terminal of its own, without a shell: a task keeps what was written when the process ends, as a
 * terminal does not, and tells its exit code. Disposing ends the watching, not the process.
 *
 * The editor says 0 of a process that a signal killed, and nothing of one whose terminal is gone. The latter happens when
 * somebody closes the terminal, and when the window is loaded again, where the process may go on without us.
 */
export async function startTask(given: ProcessTask): Promise<RunningProgram> {
  const listening: Disposable[] = [];
  const watching = new AbortController();
  const isOurs = ({ task }: TaskExecution) =>
    task.definition.type === taskType && task.definition['run'] === given.folder;
  let pid: number | null = null;
  let terminalWasClosed = false;
  let setPid: (pid: number | null) => void = () => {};
  const started = new Promise<number | null>((resolve) => (setPid = resolve));
  const ended = new Promise<number | null>((resolve) => {
    const endWithoutCode = () => void untilPidIsGone(pid, watching.signal).then(() => resolve(null));
    listening.push(
      tasks.onDidStartTaskProcess(({ execution, processId }) => {
        if (isOurs(execution)) setPid((pid = processId));
      }),
      tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
        if (!isOurs(execution)) return;
        if (exitCode === undefined) endWithoutCode();
        else resolve(exitCode);
      }),
      // A process that could not be started has no end of its own.
      tasks.onDidEndTask(({ execution }) => {
        if (isOurs(execution)) setTimeout(endWithoutCode, CODE_MS);
      }),
      window.onDidCloseTerminal(async (terminal) => {
        if (isClosedByHand(terminal) && pid !== null && (await terminal.processId) === pid) terminalWasClosed = true;
      }),
    );
  });
  const dispose = () => {
    watching.abort();
    for (const listener of listening.splice(0)) listener.dispose();
  };
  void ended.finally(() => {
    setPid(null);
    dispose();
  });
  try {
    const execution = await tasks.executeTask(taskOf(given));
    return {
      get pid() {
        return pid;
      },
      get terminalWasClosed() {
        return terminalWasClosed;
      },
      started,
      ended,
      terminate: () => execution.terminate(),
      dispose,
    };
  } catch (error) {
    dispose();
    throw error;
  }
}

function taskOf({ name, folder, command, args, cwd, env }: ProcessTask): Task {
  const options = holdsVariable(cwd) ? { env } : { cwd, env };
  const execution = new ProcessExecution(command, [...args], options);
  const task = new Task({ type: taskType, run: folder }, TaskScope.Global, name, 'Tracehold', execution, []);
  // Its terminal then comes back, with the program in it, when the window is loaded again. Of a task that belongs to a
  // folder the editor would start the program a second time if it did not find the terminal.
  task.isBackground = true;
  task.presentationOptions = {
    reveal: TaskRevealKind.Always,
    // The cursor stays where the person was reading; a program that asks for input is one click away.
    focus: false,
    echo: false,
    panel: TaskPanelKind.Shared,
    showReuseMessage: true,
    clear: false,
  };
  return task;
}
