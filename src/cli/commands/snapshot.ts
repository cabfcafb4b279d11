import { stat } from 'node:fs/promises';
import { bytes, formatBytes } from '../../base/units.js';
import { printable } from '../../base/printable.js';
import { ControlError, listeningOf, takeSnapshot, usualPatienceMs } from '../../run/control.js';
import type { ControlFault } from '../../run/control.js';
import { findChannels } from '../../run/control-channels.js';
import type { Channel } from '../../run/control-channels.js';
import { readRunFile } from '../../run/run-file.js';
import type { Arguments } from '../arguments.js';
import type { Command, Context } from '../command.js';
import { CliError, exitCodes } from '../fault.js';
import type { Advice } from '../fault.js';
import { findRun } from '../runs.js';

/** Has a running program write a heap snapshot. */
export const snapshot: Command = {
  name: 'snapshot',
  summary: 'have a running program write a heap snapshot: who holds its memory',
  usage: '[RUN] [OPTIONS]',
  example: 'tracehold snapshot --label "after the import"',
  notes: [
    'RUN is a run that goes on; without it the latest. The program stands still meanwhile: with the native library for',
    'some milliseconds, while a copy of it is made that does the rest; in pure Python for some microseconds an object.',
    'The last line is the path of the snapshot, which heap takes.',
    'With --json: {"snapshot": path, "pid": number, "bytes": number}.',
  ].join('\n'),
  positionals: 1,
  options: {
    process: { value: 'PID', help: 'the process of the run (its first one)' },
    label: { value: 'TEXT', help: 'what to call it' },
    timeout: { value: 'SECONDS', help: `how long to wait for an answer (${usualPatienceMs / 1000})` },
  },
  run: (args, context) => takeOne(args, args.positionals[0], context),
};

async function takeOne(args: Arguments, given: string | undefined, { cwd, terminal, json }: Context): Promise<number> {
  const wanted = args.text('process') === undefined ? null : args.count('process', 1);
  const patienceMs = args.count('timeout', usualPatienceMs / 1000) * 1000;
  const folder = await findRun(cwd, given);
  const channel = await choose(folder, wanted);
  const label = args.text('label') ?? '';
  const path = await takeSnapshot(channel, { label, reason: 'command', patienceMs }).catch((error: unknown) => {
    throw error instanceof ControlError ? explained(error) : error;
  });
  const { size } = await stat(path);
  if (json) {
    terminal.out(`${JSON.stringify({ snapshot: path, pid: channel.pid, bytes: size })}\n`);
    return exitCodes.ok;
  }
  terminal.err(`tracehold: Process ${channel.pid} wrote a snapshot of ${formatBytes(bytes(size))}.\n`);
  // As it is, so that a script can use it; only a terminal needs to be protected from it.
  terminal.out(`${terminal.columns === null ? path : printable(path)}\n`);
  return exitCodes.ok;
}

/** The process that was named, else the one that the run began with, else the only one. */
async function choose(folder: string, wanted: number | null): Promise<Channel> {
  const alive = await listeningOf(await findChannels(folder));
  if (alive.length === 0) throw await nobodyThere(folder);
  const first = alive.find(({ origin }) => origin === 'run' || origin === 'api');
  const only = alive.length === 1 ? alive[0] : undefined;
  const chosen = wanted === null ? (first ?? only) : alive.find(({ pid }) => pid === wanted);
  if (chosen !== undefined) return chosen;
  const pids = alive.slice(0, 10).map(({ pid }) => pid);
  throw new CliError(
    wanted === null ? 'bad-argument' : 'not-found',
    wanted === null
      ? `${alive.length} processes of this run go on: ${pids.join(', ')}`
      : `No process ${wanted} of this run goes on, but ${pids.join(', ')}`,
    { todo: 'Name one with --process' },
  );
}

async function nobodyThere(folder: string): Promise<CliError> {
  const { ended, exitCode, signal } = await readRunFile(folder);
  const how = signal === undefined ? `exited with ${exitCode}` : `was killed by ${signal}`;
  const isKnown = ended !== undefined && (exitCode !== undefined || signal !== undefined);
  const happened = isKnown ? `The program of ${folder} ${how}` : `No program of ${folder} runs any more, or not yet`;
  return new CliError('not-found', `No snapshot was taken: ${happened}`, {
    todo: "Take one while it runs, or record with --heap-at-exit; 'tracehold heap verdict' asks those that were taken",
  });
}

const advice: Readonly<Record<ControlFault, Advice>> = {
  gone: { todo: 'Record with --heap-at-exit to have one at the end of the program' },
  silent: {
    kept: 'It goes on as it was',
    todo:
      'It may be in C code that keeps the interpreter to itself, stopped, or busy with another snapshot: ' +
      'try again, wait longer with --timeout, or call tracehold.snapshot() in the program',
  },
  unavailable: { todo: 'Call tracehold.snapshot() in the program, or record with --heap-at-exit or --heap-every' },
  refused: { kept: 'The program goes on', todo: 'Check the space left and the permissions of the run folder' },
};

function explained(error: ControlError): CliError {
  const { code, fault, pid, message } = error;
  return new CliError(code, `Process ${pid} took no snapshot: ${message}`, advice[fault], { cause: error });
}
