import { identityOf, isRunning } from '../../run/process-identity.js';
import type { ProcessIdentity } from '../../run/process-identity.js';

const LOOK_MS = 500;

/** Resolves when the process has ended, which is looked for twice a second. Never when `signal` fires before. */
export function untilGone(process: ProcessIdentity, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const look = async () => {
      if (!(await isRunning(process))) resolve();
      else if (!signal.aborted) setTimeout(() => void look(), LOOK_MS).unref();
    };
    void look();
  });
}

/** The same for a process whose terminal is gone; at once when there is none. */
export async function untilPidIsGone(pid: number | null, signal: AbortSignal): Promise<void> {
  const identity = pid === null ? null : await identityOf(pid);
  if (identity !== null) await untilGone(identity, signal);
}
