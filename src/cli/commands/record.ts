import { access, rm, rmdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { printable } from '../../base/printable.js';
import { toFailure } from '../../base/result.js';
import { bytes, formatBytes } from '../../base/units.js';
import { commandLine, findShim, withShim } from '../../run/command-line.js';
import { makeNextFolder, targetName } from '../../run/folder.js';
import { runFileName, writeRunFile } from '../../run/run-file.js';
import type { RunFile } from '../../run/run-file.js';
import { readRun } from '../../run/runs.js';
import type { Arguments } from '../arguments.js';
import type { Command, Context } from '../command.js';
import { CliError, exitCodes, faultLine, toFault } from '../fault.js';
import { makeGivenFolder } from '../record/folder.js';
import { findInterpreter } from '../record/interpreter.js';
import { launch, shellCode } from '../record/launch.js';
import type { Ending } from '../record/launch.js';
import { recordOptions, recorderArguments } from '../record/options.js';

/** Runs a program under the recorder, as it would run without. */
export const record: Command = {
  name: 'record',
  summary: 'run a program and record its calls',
  usage: '[OPTIONS] -- script.py [ARGS] | -m module [ARGS]',
  example: 'tracehold record --exclude "tests/*" -- app.py --port 8000',
  notes: [
    "The program's own output, input and signals are its own. The last line on stderr is the run folder, the line before",
    'says its size. Where nothing could be recorded, there is no folder.',
    "Exits with the program's code, or 128 and the number of the signal that killed it.",
    'With --json the line before it is {"run": folder or null, "exitCode": number or null, "signal": name or null,',
    '"bytes": number}.',
  ].join('\n'),
  positionals: Number.POSITIVE_INFINITY,
  options: recordOptions,
  run: (args, context) => recordTarget(args, args.positionals, context),
};

async function recordTarget(args: Arguments, target: readonly string[], context: Context): Promise<number> {
  if (target.length === 0 || (target[0] === '-m' && target.length === 1)) {
    throw args.reject('No program given: put it after --, as in record -- script.py');
  }
  const { cwd, env } = context;
  await checkScript(target[0], cwd);
  const interpreter = await findInterpreter(args.text('python'), cwd, env);
  const shim = await shimFolder();
  const started = new Date();
  const out = args.text('out');
  const { folder, isMade } =
    out === undefined
      ? { folder: await makeNextFolder(cwd, targetName(target), started), isMade: true }
      : await makeGivenFolder(cwd, out);
  const options = recorderArguments(args);
  const before: RunFile = {
    name: targetName(target),
    command: target,
    cwd,
    python: interpreter.executable === '' ? interpreter.command : interpreter.executable,
    pythonVersion: interpreter.version,
    options,
    started: started.toISOString(),
  };
  await writeRunFile(folder, before);
  const remove = () => removeEmpty(folder, isMade);
  const ending = await launch({
    command: interpreter.command,
    args: commandLine({ folder, options, target }),
    cwd,
    env: withShim(env, shim),
  }).catch(async (error: unknown) => {
    await remove();
    throw new CliError('no-python', `${interpreter.command} cannot be started: ${String(error)}`);
  });
  await finish(folder, before, ending, remove, context);
  // A shell must see that Ctrl-C killed us, or its loop goes on (https://www.cons.org/cracauer/sigint.html).
  if (ending.signal === 'SIGINT') process.kill(process.pid, 'SIGINT');
  return shellCode(ending);
}

/** A name that is not there is told before anything is made for it; `-` is a program on stdin. */
async function checkScript(script: string, cwd: string): Promise<void> {
  if (script === '-m' || script === '-') return;
  try {
    await access(resolve(cwd, script));
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const happened = isMissing ? `There is no ${script}` : `${script} cannot be read: ${(error as Error).message}`;
    throw new CliError('bad-argument', happened, {
      todo: 'Give a script after --, as in record -- script.py, or a module with -m',
    });
  }
}

/** Takes back the folder of a run that recorded nothing: what is in it we wrote ourselves. */
async function removeEmpty(folder: string, isMade: boolean): Promise<void> {
  await rm(join(folder, runFileName), { force: true });
  // One in which the program put something stays.
  if (isMade) await rmdir(folder).catch(() => {});
}

/** Beside dist/, in the package as in the repository. */
export async function shimFolder(): Promise<string> {
  try {
    return await findShim(fileURLToPath(new URL('..', import.meta.url)));
  } catch (error) {
    const { code, message } = toFailure(error);
    throw new CliError(code, message, { todo: 'Install Tracehold again' }, { cause: error });
  }
}

async function finish(
  folder: string,
  before: RunFile,
  ending: Ending,
  remove: () => Promise<void>,
  { terminal, json }: Context,
): Promise<void> {
  const { exitCode, signal } = ending;
  // The target may have left its last line open, and nobody can tell; ours must be lines of their own.
  terminal.err('\n');
  let size: number | null = 0;
  let recordings = 1;
  try {
    await writeRunFile(folder, {
      ...before,
      ended: new Date().toISOString(),
      ...(exitCode === null ? {} : { exitCode }),
      ...(signal === null ? {} : { signal }),
    });
    ({ bytes: size, recordings } = await readRun(folder));
    if (recordings === 0) {
      await remove();
      terminal.err(faultLine(toFault(nothingRecorded(ending))));
    }
  } catch (error) {
    size = null;
    // The target may have moved or deleted its run folder; its exit code is what counts.
    terminal.err(faultLine(toFault(error)));
  }
  const isThere = recordings > 0;
  if (json) terminal.err(`${JSON.stringify({ run: isThere ? folder : null, exitCode, signal, bytes: size })}\n`);
  else if (isThere && size !== null) terminal.err(`tracehold: Recorded ${formatBytes(bytes(size))}.\n`);
  // As it is, so that a script can use it; only a terminal needs to be protected from it.
  if (isThere) terminal.err(`${terminal.errIsTerminal ? printable(folder) : folder}\n`);
}

function nothingRecorded(ending: Ending): CliError {
  const how = ending.signal === null ? `exited with ${ending.exitCode}` : `was killed by ${ending.signal}`;
  return new CliError('not-a-recording', `Nothing was recorded: Python ${how} before the program began`, {
    kept: 'There is no run folder',
    todo: ending.exitCode === exitCodes.usage ? 'What it said is above' : 'What it said, if anything, is above',
  });
}
