/** Runs recorder/measure.py under a limit of memory and of time, and ends it when this process is told to end. */
import type { ChildProcess } from 'node:child_process';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../../../scripts/lib/run.mjs';
import { excessOf, outcomeOf, readLines } from './outcome.js';
import type { Excess, Limits, Outcome } from './outcome.js';

const script = fileURLToPath(new URL('../recorder/measure.py', import.meta.url));
const WATCH_MS = 20;
/** A page of Linux as /proc counts it. */
const PAGE_BYTES = 4096;

/** What may not outlive this process. */
const owned: { child: ChildProcess | undefined; scratch: string | undefined } = {
  child: undefined,
  scratch: undefined,
};

/** On Ctrl-C and the like: ends what runs, removes what it wrote, and ends. */
export function cleanUpOnSignals(): void {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    process.once(signal, () => {
      const { child, scratch } = owned;
      const leave = () => {
        if (scratch !== undefined) rmSync(scratch, { recursive: true, force: true });
        process.exit(code);
      };
      if (child === undefined) {
        leave();
        return;
      }
      // It writes until it is gone.
      child.once('close', leave);
      child.kill('SIGKILL');
    });
  }
}

export interface Ask {
  readonly mode: 'slowdown' | 'memory' | 'recursion';
  /** Nothing for the workload by itself. */
  readonly peer: object | null;
  readonly workload?: string;
  readonly rounds?: number;
  /** No further round is begun after so many seconds. */
  readonly budget_s?: number;
  readonly depth?: number;
}

/** One measurement in a process of its own. */
export async function measure(python: string, ask: Ask, limits: Limits & { fileBytes: number }): Promise<Outcome> {
  const scratch = mkdtempSync(join(tmpdir(), 'tracehold-bench-'));
  owned.scratch = scratch;
  try {
    return await watched(python, { ...ask, scratch }, limits);
  } finally {
    owned.scratch = undefined;
    rmSync(scratch, { recursive: true, force: true });
  }
}

function watched(
  python: string,
  ask: Ask & { readonly scratch: string },
  limits: Limits & { fileBytes: number },
): Promise<Outcome> {
  const whole = { ...ask, memory_bytes: limits.memoryBytes, file_bytes: limits.fileBytes };
  return new Promise((resolve, reject) => {
    const child = spawn(python, [script, JSON.stringify(whole)], {
      cwd: ask.scratch,
      env: environment(ask.scratch),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    owned.child = child;
    const began = performance.now();
    let text = '';
    let errors = '';
    let pointAt = began;
    let excess: Excess | undefined;
    child.stdout.setEncoding('utf8').on('data', (more: string) => {
      text += more;
      if (more.includes('"point"')) pointAt = performance.now();
    });
    // Whatever a peer prints, only its end is kept.
    child.stderr.setEncoding('utf8').on('data', (more: string) => (errors = (errors + more).slice(-4000)));
    const timer = setInterval(() => {
      excess ??= excessOf(residentBytes(child.pid), (performance.now() - began) / 1000, limits);
      if (excess !== undefined) child.kill('SIGKILL');
    }, WATCH_MS);
    child.once('error', (error) => {
      clearInterval(timer);
      reject(error);
    });
    child.once('close', (code, signal) => {
      clearInterval(timer);
      owned.child = undefined;
      const secondsAtPoint = (performance.now() - pointAt) / 1000;
      resolve(outcomeOf(readLines(text), { code, signal, excess, secondsAtPoint, errors }));
    });
  });
}

/** Nothing of the caller's settings records or configures, and nothing that asks for a network by the usual ways gets one. */
function environment(scratch: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PYTHON|TRACEHOLD_|KOLO|VIRTUAL_ENV)/.test(name));
  const nowhere = 'http://127.0.0.1:9';
  return {
    ...Object.fromEntries(kept),
    PYTHONPATH: join(root, 'python'),
    PYTHONDONTWRITEBYTECODE: '1',
    HOME: scratch,
    HTTP_PROXY: nowhere,
    HTTPS_PROXY: nowhere,
    ALL_PROXY: nowhere,
  };
}

/** Resident memory of a process; 0 once it has ended. */
function residentBytes(pid: number | undefined): number {
  if (pid === undefined) return 0;
  try {
    if (process.platform === 'linux') {
      return Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]) * PAGE_BYTES;
    }
    return Number(spawnSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }).stdout) * 1024;
  } catch {
    return 0;
  }
}
