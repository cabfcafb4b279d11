import { ProcessExecution, Task, TaskPanelKind, TaskRevealKind, TaskScope, Uri, tasks, workspace } from 'vscode';
import type { TaskExecution } from 'vscode';
import type { Disposable } from '../../base/disposable.js';
import { holdsVariable } from '../../run/command-line.js';

const taskType = 'tracehold';
/** How long after the end of a task the exit code of its process may come. */
const CODE_MS = 1000;

export interface ProcessTask {
  /** Title of its terminal. */
  readonly name: string;
  /** Identity of the run: two tasks with the same are one to the editor. */
  readonly folder: string;
  readonly workspaceFolder: string | null;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface RunningTask {
  /** Of the process, once it runs. */
  readonly pid: number | null;
  /** Its exit code; null when it is not known. A process that a signal killed has 0 here, as the terminal tells no more. */
  readonly ended: Promise<number | null>;
  terminate(): void;
}

/**
 * Runs a process in a terminal of its own, without a shell: a task keeps what was written when the process ends, as a
 * terminal does not, and tells its exit code.
 */
export async function startTask(given: ProcessTask): Promise<RunningTask> {
  const listening: Disposable[] = [];
  const isOurs = ({ task }: TaskExecution) =>
    task.definition.type === taskType && task.definition['run'] === given.folder;
  let pid: number | null = null;
  const ended = new Promise<number | null>((resolve) => {
    listening.push(
      tasks.onDidStartTaskProcess(({ execution, processId }) => {
        if (isOurs(execution)) pid = processId;
      }),
      tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
        if (isOurs(execution)) resolve(exitCode ?? null);
      }),
      // A process that could not be started has no end of its own.
      tasks.onDidEndTask(({ execution }) => {
        if (isOurs(execution)) setTimeout(() => resolve(null), CODE_MS);
      }),
    );
  });
  const stopListening = () => {
    for (const listener of listening) listener.dispose();
  };
  void ended.finally(stopListening);
  try {
    const execution = await tasks.executeTask(taskOf(given));
    return {
      get pid() {
        return pid;
      },
      ended,
      terminate: () => execution.terminate(),
    };
  } catch (error) {
    stopListening();
    throw error;
  }
}

function taskOf({ name, folder, workspaceFolder, command, args, cwd, env }: ProcessTask): Task {
  const scope = workspaceFolder === null ? undefined : workspace.getWorkspaceFolder(Uri.file(workspaceFolder));
  const options = holdsVariable(cwd) ? { env } : { cwd, env };
  const execution = new ProcessExecution(command, [...args], options);
  const task = new Task({ type: taskType, run: folder }, scope ?? TaskScope.Global, name, 'Tracehold', execution, []);
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
