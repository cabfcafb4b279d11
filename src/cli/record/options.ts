import { parseArgs } from 'node:util';
import { parseArgsOptions } from '../arguments.js';
import type { Arguments, Options } from '../arguments.js';

/** The recorder's own options, passed on to `python -m tracehold run` as they are: it is the one that judges values. */
const passedOn = {
  recorder: { value: 'R', help: 'auto, pure or native (auto)' },
  root: { value: 'DIR', multiple: true, help: "only code below DIR is the user's own (all but library and packages)" },
  package: { value: 'NAME', multiple: true, help: "the installed package NAME is the user's own, as that of -m is" },
  include: { value: 'GLOB', multiple: true, help: "record these files too: 'requests', 'lib/**/*.py', '/abs/*'" },
  exclude: { value: 'GLOB', multiple: true, help: 'never record these files' },
  all: { help: 'record everything, the standard library and packages included' },
  values: { value: 'V', help: 'of objects keep: type, attributes, repr (runs the program) or none (attributes)' },
  sample: { value: 'N', help: "keep values of a function's first N calls, then of ever fewer; or off (1000)" },
  rich: { value: 'D,I,T,B', help: 'depth, items, text, bytes for the first 100 calls (3,20,200,4096)' },
  lean: { value: 'D,I,T,B', help: 'the same for later calls (2,8,80,512)' },
  allocations: { help: 'count the bytes that each call allocates and frees (native recorder only)' },
  'heap-at-exit': { help: 'write a heap snapshot when the program ends: who holds the memory' },
  'heap-every': { value: 'S', help: 'write one every S seconds, too; of more than 32, every second one is deleted' },
  'heap-growth': { value: 'MB', help: "write one when the program's memory has grown by MB megabytes since the last" },
  redact: { value: 'NAME', multiple: true, help: 'hide values whose name holds NAME, besides password, token ...' },
} as const satisfies Options;

export const recordOptions = {
  python: { value: 'P', help: 'interpreter, a path or a name ($VIRTUAL_ENV, ./.venv, python3, python)' },
  out: { value: 'DIR', help: 'run folder to make (.tracehold/<stamp>-<name>)' },
  ...passedOn,
} as const satisfies Options;

/** Options of ours, and the target: what follows `--`, or begins at the first word that is no option of ours. */
export function splitTarget(argv: readonly string[]): { readonly own: readonly string[]; readonly target: string[] } {
  const options = { ...parseArgsOptions(recordOptions), help: { type: 'boolean' as const, short: 'h' } };
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true });
  const first = tokens.find(
    (token) => token.kind !== 'option' || (token.rawName.startsWith('-m') && !token.rawName.startsWith('--')),
  );
  if (first === undefined) return { own: argv, target: [] };
  const skip = first.kind === 'option-terminator' ? 1 : 0;
  return { own: argv.slice(0, first.index), target: argv.slice(first.index + skip) };
}

/** The same options for the recorder, in a fixed order. */
export function recorderArguments(args: Arguments): string[] {
  return Object.entries(passedOn).flatMap(([name, option]: [string, Options[string]]) => {
    if (option.value === undefined) return args.flag(name) ? [`--${name}`] : [];
    const values =
      option.multiple === true ? args.many(name) : [args.text(name)].filter((value) => value !== undefined);
    return values.map((value) => `--${name}=${value}`);
  });
}
