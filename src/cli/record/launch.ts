import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { isatty } from 'node:tty';

/** How the target ended: one of the two is set. */
export interface Ending {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** What a shell says of it: the code, or 128 and the signal's number. */
export function shellCode({ exitCode, signal }: Ending): number {
  return exitCode ?? 128 + (signal === null ? 0 : constants.signals[signal]);
}

/** Sent to a process by its pid, which is ours where the target's is meant. */
const passedOn = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const;
/** Typed at a terminal, which sends them to every process of the foreground group. */
const typed = ['SIGINT', 'SIGQUIT'] as const;
/** Long enough for a target that got the signal as we did to end by itself. */
const graceMs = 250;

const onTerminal = () => [0, 1, 2].some((descriptor) => isatty(descriptor));

/** Installs handlers that keep us alive until the target is over; returns how to take them back. */
function passSignals(child: ChildProcess): () => void {
  const handlers = new Map<NodeJS.Signals, () => void>();
  for (const signal of passedOn) handlers.set(signal, () => child.kill(signal));
  const interactive = onTerminal();
  for (const signal of typed) {
    handlers.set(signal, () => {
      // Without a terminal it may have been meant for our pid alone, or for the group. A target that is still there
      // after a while gets it (again), which is what a second Ctrl-C would do.
      if (!interactive) setTimeout(() => child.kill(signal), graceMs).unref();
    });
  }
  for (const [signal, handler] of handlers) process.on(signal, handler);
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
}

export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Runs the target on our own stdin, stdout and stderr. Rejects when it cannot be started at all. */
export function launch({ command, args, cwd, env }: Launch): Promise<Ending> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: 'inherit' });
    const restore = passSignals(child);
    child.once('error', (error) => {
      restore();
      reject(error);
    });
    child.once('exit', (exitCode, signal) => {
      restore();
      resolve({ exitCode, signal });
    });
  });
}
