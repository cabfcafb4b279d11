import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/** A process, told from a later one that the system gave the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it began, as the system writes it; compared, never read. */
  readonly began: string;
}

/** Null when there is no such process, or the system does not say when it began, as Windows. */
export async function identityOf(pid: number): Promise<ProcessIdentity | null> {
  const began = await beginningOf(pid).catch(() => null);
  return began === null ? null : { pid, began };
}

/** Whether it still runs; one that has ended and waits for its parent does not. */
export async function isRunning({ pid, began }: ProcessIdentity): Promise<boolean> {
  return (await identityOf(pid))?.began === began;
}

async function beginningOf(pid: number): Promise<string | null> {
  if (process.platform === 'win32') return null;
  return process.platform === 'linux' ? beginningByProc(pid) : beginningByPs(pid);
}

/** Source: proc_pid_stat(5); fields are numbered from 1, and the second may hold spaces and parentheses. */
async function beginningByProc(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fromThird = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fromThird[0] === 'Z' || fromThird[0] === 'X') return null;
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
  return `${boot.trim()} ${fromThird[22 - 3]}`;
}

function beginningByPs(pid: number): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(
      'ps',
      ['-o', 'stat=,lstart=', '-p', String(pid)],
      { env: { ...process.env, LC_ALL: 'C' } },
      (error, stdout) => {
        const [, state = 'Z', began = ''] = /^\s*(\S+)\s+(.*\S)\s*$/.exec(stdout) ?? [];
        resolve(error !== null || state.startsWith('Z') ? null : began);
      },
    );
  });
}
