import { execFile } from 'node:child_process';
import { realpath } from 'node:fs/promises';
import { onPath, inEnvironment } from '../../run/interpreter.js';
import { withShim } from '../../run/command-line.js';
import type { Command, Context } from '../command.js';
import { CliError, exitCodes } from '../fault.js';
import { stringifyLines } from '../json.js';
import { table } from '../table.js';
import { shimFolder } from './record.js';

/** What an interpreter says of its recorder. */
interface Finding {
  readonly python: string;
  readonly version: string;
  /** 'native' or 'pure'; empty where nothing can be recorded. */
  readonly recorder: string;
  readonly reason: string;
}

const newestMinor = 14;
const oldestMinor = 8;
/** A cold interpreter on a busy machine takes a second; a hanging one must not hang us. */
const longestMs = 20_000;

/** Which recorder would be used by each interpreter, and why: the native one needs a library made for it. */
export const doctor: Command = {
  name: 'doctor',
  summary: 'which recorder each Python here would use, and why',
  usage: '[OPTIONS]',
  example: 'tracehold doctor --python .venv/bin/python',
  positionals: 0,
  options: { python: { value: 'EXE', help: 'ask this interpreter only' } },
  async run(args, context) {
    const given = args.text('python');
    const findings = await examine(given === undefined ? candidates(context.env) : [given], context);
    if (findings.length === 0) throw new CliError('no-python', given === undefined ? 'No Python found' : unfit(given));
    if (context.json) context.terminal.out(stringifyLines(findings.map((finding) => ({ ...finding }))));
    else print(findings, context);
    return exitCodes.ok;
  },
};

function unfit(python: string): string {
  return `${python} does not run, or cannot import the recorder`;
}

function candidates(env: NodeJS.ProcessEnv): readonly string[] {
  const active = env['VIRTUAL_ENV'] ?? '';
  const minors = Array.from({ length: newestMinor - oldestMinor + 1 }, (_, index) => newestMinor - index);
  return [
    ...(active === '' ? [] : [inEnvironment(active)]),
    ...onPath.map(({ command }) => command),
    ...minors.map((minor) => `python3.${minor}`),
  ];
}

/** What those say that can be asked, each interpreter once. */
async function examine(commands: readonly string[], { cwd, env }: Context): Promise<readonly Finding[]> {
  const shim = await shimFolder();
  const answers = await Promise.all(commands.map((command) => ask(command, cwd, withShim(env, shim))));
  const found = new Map<string, Finding>();
  for (const answer of answers) {
    if (answer === undefined) continue;
    const real = await realpath(answer.python).catch(() => answer.python);
    if (!found.has(real)) found.set(real, answer);
  }
  return [...found.values()];
}

function ask(command: string, cwd: string, env: NodeJS.ProcessEnv): Promise<Finding | undefined> {
  const words = ['-m', 'tracehold', 'doctor', '--json'];
  return new Promise((resolve) => {
    execFile(command, words, { cwd, env, timeout: longestMs }, (error, stdout) => {
      resolve(error === null ? read(stdout, command) : undefined);
    });
  });
}

function read(stdout: string, command: string): Finding | undefined {
  try {
    const { executable, version, recorder, reason } = JSON.parse(stdout) as Record<string, unknown>;
    const text = (value: unknown) => (typeof value === 'string' ? value : '');
    return {
      python: text(executable) || command,
      version: text(version),
      recorder: text(recorder),
      reason: text(reason),
    };
  } catch {
    return undefined;
  }
}

function print(findings: readonly Finding[], { terminal }: Context): void {
  const columns = [
    { title: 'python', cut: 'start' },
    { title: 'version' },
    { title: 'recorder' },
    { title: 'why' },
  ] as const;
  const rows = findings.map(({ python, version, recorder, reason }) => [python, version, recorder || 'none', reason]);
  terminal.out(table(columns, rows, terminal));
}
