import type { Option } from './arguments.js';
import type { Command } from './command.js';

/** Every command takes these. */
export const commonOptions = {
  json: { help: 'print JSON, for programs' },
  help: { short: 'h', help: 'print this' },
} as const satisfies Readonly<Record<string, Option>>;

function optionLine([name, { value, short, help }]: [string, Option]): string {
  const left = `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
  return `  ${left.padEnd(22)} ${help}`;
}

export function commandHelp(command: Command): string {
  return [
    `tracehold ${command.name}: ${command.summary}`,
    '',
    `usage: tracehold ${command.name} ${command.usage}`.trimEnd(),
    '',
    ...Object.entries({ ...command.options, ...commonOptions }).map(optionLine),
    '',
    ...(command.notes === undefined ? [] : [command.notes, '']),
    `example: ${command.example}`,
    '',
  ].join('\n');
}

export function generalHelp(commands: readonly Command[]): string {
  return [
    'tracehold: what ran in a Python program, with which values',
    '',
    'usage: tracehold COMMAND [RUN] [OPTIONS]',
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(8)} ${summary}`),
    '',
    'RUN is a run folder, a name below ./.tracehold or the beginning of one, or latest (when left out, too).',
    'Every command takes --json, and --help, which says more. Exit codes: 0 done, 1 failed, 2 usage, 130 cancelled;',
    "record exits with the program's own.",
    '',
    'example: tracehold record -- script.py && tracehold top',
    '',
  ].join('\n');
}
