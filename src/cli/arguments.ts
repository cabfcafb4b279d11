import { parseArgs } from 'node:util';
import { usageError } from './fault.js';

/** An option as declared by a command; `value` names its argument in the help, an option without one is a switch. */
export interface Option {
  readonly value?: string;
  readonly short?: string;
  readonly multiple?: true;
  readonly help: string;
}

export type Options = Readonly<Record<string, Option>>;

type Parsed = string | boolean | (string | boolean)[] | undefined;

/** The command line of one command, checked against its declared options. Every reader names what it rejects. */
export class Arguments {
  readonly positionals: readonly string[];
  readonly #command: string;
  readonly #values: ReadonlyMap<string, Parsed>;

  constructor(command: string, values: ReadonlyMap<string, Parsed>, positionals: readonly string[]) {
    this.#command = command;
    this.#values = values;
    this.positionals = positionals;
  }

  /** The same options before other words: the target of `record` is not ours to parse. */
  withPositionals(positionals: readonly string[]): Arguments {
    return new Arguments(this.#command, this.#values, positionals);
  }

  flag(name: string): boolean {
    return this.#values.get(name) === true;
  }

  text(name: string): string | undefined {
    const value = this.#values.get(name);
    return typeof value === 'string' ? value : undefined;
  }

  many(name: string): readonly string[] {
    const value = this.#values.get(name);
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === undefined || value === '') throw this.reject(`--${name} is missing`);
    return value;
  }

  count(name: string, byDefault: number): number {
    const value = this.text(name);
    if (value === undefined) return byDefault;
    const count = Number(value);
    if (!/^\d+$/.test(value) || !Number.isSafeInteger(count) || count < 1) {
      throw this.reject(`--${name} takes a whole number from 1, not '${value}'`);
    }
    return count;
  }

  choice<const T extends string>(name: string, choices: readonly T[]): T | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const chosen = choices.find((choice) => choice === value);
    if (chosen === undefined) throw this.reject(`--${name} takes ${oneOf(choices)}, not '${value}'`);
    return chosen;
  }

  reject(happened: string): Error {
    return usageError(happened, this.#command);
  }
}

function oneOf(choices: readonly string[]): string {
  return choices.length < 2 ? choices.join('') : `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
}

/** In the shape that parseArgs takes. */
export function parseArgsOptions(options: Options) {
  return Object.fromEntries(
    Object.entries(options).map(([name, { value, short, multiple }]) => [
      name,
      {
        type: value === undefined ? ('boolean' as const) : ('string' as const),
        ...(short === undefined ? {} : { short }),
        ...(multiple === undefined ? {} : { multiple }),
      },
    ]),
  );
}

export function parseArguments(command: string, argv: readonly string[], options: Options, most: number): Arguments {
  let parsed;
  try {
    parsed = parseArgs({ args: [...argv], options: parseArgsOptions(options), allowPositionals: true, strict: true });
  } catch (error) {
    // Node's sentences end in a hint of their own after the first; ours says where the help is.
    throw usageError((error instanceof Error ? error.message : String(error)).split(/[.:]\s/)[0], command);
  }
  if (parsed.positionals.length > most) {
    throw usageError(`Unexpected argument '${parsed.positionals[most]}'`, command);
  }
  return new Arguments(command, new Map(Object.entries(parsed.values)), parsed.positionals);
}
