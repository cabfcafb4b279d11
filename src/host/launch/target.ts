/** A program to record, with everything substituted and checked that can be without starting it. */
export interface Target {
  /** `script.py ...` or `-m module ...`. */
  readonly words: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  /** Absolute path of the script, when it is one. */
  readonly script: string | null;
  /** Folder of the workspace that it belongs to, absolute. */
  readonly workspaceFolder: string | null;
  /** On top of the terminal's own environment; null takes a variable away. */
  readonly env: ReadonlyMap<string, string | null>;
  /** An interpreter that was named for this target, instead of the usual one. */
  readonly python: string | null;
  /** The interpreter's own options, such as `-X dev`. */
  readonly pythonArgs: readonly string[];
  /** Of its terminal, when one was given. */
  readonly title: string | null;
  /** The editor's task to run when it is over, as launch.json names it: a label or what identifies the task. */
  readonly afterwards: string | Readonly<Record<string, unknown>> | null;
}
