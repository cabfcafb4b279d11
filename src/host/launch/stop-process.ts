import { window } from 'vscode';

/** What a stop sends: first what Ctrl-C does, then what cannot be ignored. */
export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGKILL';

const CTRL_C = '\u0003';

/**
 * Sends a signal to the process and its children, as the terminal does for Ctrl-C: a pool's workers are to end, too.
 * False when there is nobody to send it to.
 */
export async function sendSignal(pid: number, signal: StopSignal): Promise<boolean> {
  if (process.platform === 'win32') return signal === 'SIGINT' && pressCtrlC(pid);
  for (const whom of [-pid, pid]) {
    try {
      process.kill(whom, signal);
      return true;
    } catch {
      // The group first, which the process leads when a terminal started it.
    }
  }
  return false;
}

/** Windows has no signals; a key in its terminal is all that a program can handle. */
async function pressCtrlC(pid: number): Promise<boolean> {
  for (const terminal of window.terminals) {
    if ((await terminal.processId) !== pid) continue;
    terminal.sendText(CTRL_C, false);
    return true;
  }
  return false;
}
