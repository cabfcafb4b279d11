import { basename, isAbsolute, resolve } from 'node:path';
import { err, ok } from '../../base/result.js';
import type { Result } from '../../base/result.js';
import { splitWords } from './split-words.js';
import type { Target } from './target.js';

/** An entry of launch.json, as it was found there: anything may be in it. */
export type RawConfiguration = Readonly<Record<string, unknown>>;

export interface ConfiguredTarget extends Omit<Target, 'env'> {
  readonly env: ReadonlyMap<string, string | null>;
  /** File with more variables, absolute; those of `env` win. */
  readonly envFile: string | null;
}

/** Whether the entry starts a Python program that we can record. */
export function isRecordable(configuration: RawConfiguration): boolean {
  const { type, request } = configuration as { type?: unknown; request?: unknown };
  return (type === 'debugpy' || type === 'python') && request === 'launch';
}

interface Surroundings {
  readonly workspaceFolder: string | null;
  /** Replaces the variables of a text, and takes note of those it does not know. */
  readonly substitute: (text: string) => string;
  readonly windows: boolean;
}

/** What the entry starts. Fails with a sentence that names the field. */
export function readConfiguration(
  raw: RawConfiguration,
  { workspaceFolder, substitute, windows }: Surroundings,
): Result<ConfiguredTarget> {
  const fields = new Map(Object.entries(raw));
  const wrong: string[] = [];
  const text = (name: string): string | null => {
    const value = fields.get(name);
    if (value === undefined || value === null || value === '') return null;
    if (typeof value === 'string') return substitute(value);
    wrong.push(`"${name}" is no text`);
    return null;
  };
  const words = (name: string): readonly string[] => {
    const value = fields.get(name);
    if (value === undefined || value === null) return [];
    if (typeof value === 'string') {
      const split = splitWords(value, windows);
      if ('ok' in split) return split.ok.map(substitute);
      wrong.push(`"${name}": ${split.err.message}`);
    } else if (Array.isArray(value) && value.every((word) => typeof word === 'string' || typeof word === 'number')) {
      return value.map((word) => substitute(String(word)));
    } else wrong.push(`"${name}" is no list of texts`);
    return [];
  };

  const program = text('program');
  const module = text('module');
  const env = variables(fields.get('env'), substitute, wrong);
  const args = words('args');
  const python = words('python').concat(words('pythonPath'));
  const pythonArgs = words('pythonArgs');
  const given = text('cwd') ?? workspaceFolder ?? (program === null ? null : resolve(program, '..'));
  const envFile = text('envFile');
  if (fields.get('code') !== undefined) wrong.push('"code" cannot be recorded; put it into a file');
  if (program === null && module === null) wrong.push('it names neither a "program" nor a "module"');
  if (program !== null && module !== null) wrong.push('it names both a "program" and a "module"');
  if (given === null) wrong.push('it needs a "cwd", as no folder is open');
  if (wrong.length > 0 || given === null) return err('bad-argument', wrong.join('; '));

  const cwd = isAbsolute(given) ? given : resolve(workspaceFolder ?? '', given);
  return ok({
    words: program === null ? ['-m', module ?? '', ...args] : [program, ...args],
    cwd,
    script: program === null ? null : resolve(cwd, program),
    workspaceFolder,
    env,
    envFile: envFile === null ? null : resolve(cwd, envFile),
    python: python[0] === undefined ? null : interpreterPath(python[0], cwd),
    pythonArgs: [...python.slice(1), ...pythonArgs],
  });
}

/** A name is looked up on PATH; a path with folders is relative to where the program runs. */
function interpreterPath(python: string, cwd: string): string {
  return basename(python) === python ? python : resolve(cwd, python);
}

function variables(
  value: unknown,
  substitute: (text: string) => string,
  wrong: string[],
): ReadonlyMap<string, string | null> {
  const found = new Map<string, string | null>();
  if (value === undefined || value === null) return found;
  if (typeof value !== 'object' || Array.isArray(value)) {
    wrong.push('"env" is no object');
    return found;
  }
  for (const [name, variable] of Object.entries(value) as [string, unknown][]) {
    if (variable === null) found.set(name, null);
    else if (typeof variable === 'string' || typeof variable === 'number' || typeof variable === 'boolean') {
      found.set(name, substitute(String(variable)));
    } else wrong.push(`"env": ${JSON.stringify(name)} is no text`);
  }
  return found;
}
