import { bytes, formatBytes } from '../../base/units.js';
import { listRuns } from '../../run/runs.js';
import type { Run } from '../../run/runs.js';
import type { Command, Context } from '../command.js';
import { exitCodes } from '../fault.js';
import { stringifyLines } from '../json.js';
import { plural } from '../../base/counts.js';
import { table } from '../table.js';

/** The runs below the working directory. Reads no recording, so it is quick however many there are. */
export const list: Command = {
  name: 'list',
  summary: 'the runs in ./.tracehold, newest first',
  usage: '',
  example: 'tracehold list --json',
  positionals: 0,
  options: {},
  async run(_args, context) {
    const runs = await listRuns(context.cwd);
    if (context.json) context.terminal.out(stringifyLines(runs.map(asJson)));
    else print(runs, context);
    return exitCodes.ok;
  },
};

function asJson({ name, path, startedMs, file, bytes: size, recordings }: Run) {
  return {
    run: name,
    path,
    started: new Date(startedMs).toISOString(),
    ended: file.ended ?? null,
    command: file.command ?? null,
    python: file.pythonVersion ?? null,
    exitCode: file.exitCode ?? null,
    signal: file.signal ?? null,
    recordings,
    bytes: size,
  };
}

function print(runs: readonly Run[], { terminal }: Context): void {
  if (runs.length === 0) {
    terminal.err("tracehold: No runs here yet. Record one: 'tracehold record -- script.py'.\n");
    return;
  }
  const columns = [
    { title: 'run', cut: 'end' },
    { title: 'started' },
    { title: 'python' },
    { title: 'exit', align: 'right' },
    { title: 'size', align: 'right' },
    { title: 'command', cut: 'end' },
  ] as const;
  terminal.out(table(columns, runs.map(row), terminal));
  if (terminal.columns !== null) terminal.out(`${terminal.style.dim(plural(runs.length, 'run'))}\n`);
}

function row({ name, startedMs, file, bytes: size, recordings }: Run): string[] {
  return [
    name,
    localTime(new Date(startedMs)),
    file.pythonVersion ?? '',
    file.signal ?? file.exitCode?.toString() ?? (file.ended === undefined ? 'unknown' : ''),
    recordings === 0 ? 'nothing' : formatBytes(bytes(size)),
    (file.command ?? []).join(' '),
  ];
}

/** `2026-01-31 18:05:09`, in the reader's time zone. */
function localTime(time: Date): string {
  const two = (value: number) => value.toString().padStart(2, '0');
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}
