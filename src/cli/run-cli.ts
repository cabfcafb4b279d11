import { version } from '../../package.json';
import { parseArguments } from './arguments.js';
import type { Arguments } from './arguments.js';
import type { Command, Context } from './command.js';
import { commands } from './commands.js';
import { exitCodeOf, exitCodes, faultLine, toFault, usageError } from './fault.js';
import { commandHelp, commonOptions, generalHelp } from './help.js';
import { splitTarget } from './record/options.js';
import type { Terminal } from './terminal.js';

/** What the process is given. */
export interface World {
  readonly argv: readonly string[];
  readonly terminal: Terminal;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE';
}

/** Runs one command line; every failure is said here, in one line, and becomes an exit code. */
export async function runCli(world: World): Promise<number> {
  const [name, ...rest] = world.argv;
  const wantsJson = ownWords(name, rest).includes('--json');
  try {
    return await dispatch(name, rest, world);
  } catch (error) {
    // `tracehold top | head`: the reader has seen enough.
    if (isBrokenPipe(error)) return exitCodes.ok;
    const fault = toFault(error);
    world.terminal.err(faultLine(fault));
    // stdout of `record` is the target's alone.
    if (wantsJson && name !== 'record') {
      world.terminal.out(`${JSON.stringify({ error: { code: fault.code, message: fault.message } })}\n`);
    }
    return exitCodeOf(fault.code);
  }
}

function ownWords(name: string | undefined, rest: readonly string[]): readonly string[] {
  return name === 'record' ? splitTarget(rest).own : rest;
}

async function dispatch(name: string | undefined, rest: readonly string[], world: World): Promise<number> {
  const { terminal } = world;
  if (name === undefined) {
    terminal.err(generalHelp(commands));
    return exitCodes.usage;
  }
  if (name === '--version') {
    terminal.out(`tracehold ${version}\n`);
    return exitCodes.ok;
  }
  if (name === '--help' || name === '-h' || (name === 'help' && rest.length === 0)) {
    terminal.out(generalHelp(commands));
    return exitCodes.ok;
  }
  const wanted = name === 'help' ? rest[0] : name;
  const command = commands.find((candidate) => candidate.name === wanted);
  if (command === undefined) throw usageError(`There is no command '${wanted}'`, null);
  const args = readArguments(command, name === 'help' ? ['--help'] : rest);
  if (args.flag('help')) {
    terminal.out(commandHelp(command));
    return exitCodes.ok;
  }
  const context: Context = { terminal, cwd: world.cwd, env: world.env, json: args.flag('json') };
  return command.run(args, context);
}

function readArguments(command: Command, words: readonly string[]): Arguments {
  const options = { ...command.options, ...commonOptions };
  if (command.name !== 'record') return parseArguments(command.name, words, options, command.positionals);
  const { own, target } = splitTarget(words);
  return parseArguments(command.name, own, options, 0).withPositionals(target);
}
