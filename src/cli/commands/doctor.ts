import { assertNever } from '../../base/assert-never.js';
import { diagnose, usualInterpreters } from '../../run/doctor.js';
import type { Advice, Diagnosis } from '../../run/doctor.js';
import type { Command, Context } from '../command.js';
import { CliError, exitCodes } from '../fault.js';
import { stringifyLines } from '../json.js';
import { table } from '../table.js';
import { shimFolder } from './record.js';

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
    const { cwd, env } = context;
    const commands = given === undefined ? usualInterpreters(env) : [given];
    const diagnosis = await diagnose(commands, { cwd, env, shim: await shimFolder() });
    const { findings } = diagnosis;
    if (findings.length === 0) throw new CliError('no-python', given === undefined ? 'No Python found' : unfit(given));
    if (context.json) context.terminal.out(stringifyLines(findings.map((finding) => ({ ...finding }))));
    else print(diagnosis, context);
    return exitCodes.ok;
  },
};

function unfit(python: string): string {
  return `${python} does not run, or cannot import the recorder`;
}

function print({ findings, versions, advice }: Diagnosis, { terminal }: Context): void {
  const columns = [
    { title: 'python', cut: 'start' },
    { title: 'version' },
    { title: 'recorder' },
    { title: 'why' },
  ] as const;
  const rows = findings.map(({ python, version, recorder, reason }) => [python, version, recorder || 'none', reason]);
  terminal.out(table(columns, rows, terminal));
  if (advice.length > 0) terminal.out(`\n${advice.map((one) => `${sentence(one, versions)}\n`).join('')}`);
}

function sentence(advice: Advice, versions: readonly string[]): string {
  switch (advice) {
    case 'no-libraries':
      return (
        'This installation has no native library. Packages of Tracehold for a platform have them; in a clone, ' +
        '`npm run build:native` makes them, with a C compiler and the headers of Python.'
      );
    case 'other-version':
      return `This installation has native libraries for Python ${versions.join(', ')}.`;
    case 'other-build':
      return 'Where the library does not fit this build of Python, another build of the same version may do.';
    default:
      return assertNever(advice);
  }
}
