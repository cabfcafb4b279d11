import { execFile } from 'node:child_process';

/** What came of starting a program for a question. */
export interface Heard {
  /** Null when it ended well; else its exit code, the system's word (`ENOENT`), or null where a signal ended it. */
  readonly error: { readonly code: string | number | null } | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface HearOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

/** Starts a program and hears what it says. Never rejects. */
export type Hear = (command: string, words: readonly string[], options: HearOptions) => Promise<Heard>;

/** A cold interpreter on a busy machine takes a second; a hanging one must not hang us. */
const longestMs = 20_000;

/** On this thread, which sleeps until the program has begun: tens of milliseconds in a large process. */
export const hear: Hear = (command, words, { env, cwd }) =>
  new Promise((resolve) => {
    execFile(command, words, { env, timeout: longestMs, ...(cwd && { cwd }) }, (error, stdout, stderr) => {
      resolve({ error: error === null ? null : { code: error.code ?? null }, stdout, stderr });
    });
  });
