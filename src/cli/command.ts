import type { Arguments, Options } from './arguments.js';
import type { Terminal } from './terminal.js';

/** What a command may touch besides the files it is asked about. */
export interface Context {
  readonly terminal: Terminal;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** `--json`: stdout carries one JSON document. */
  readonly json: boolean;
}

export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What follows the name on the command line. */
  readonly usage: string;
  readonly example: string;
  /** More than the options say, in whole lines. */
  readonly notes?: string;
  readonly options: Options;
  readonly positionals: number;
  /** Resolves to the exit code; failures are thrown. */
  run(args: Arguments, context: Context): Promise<number>;
}
