import { basename, isAbsolute, resolve } from 'node:path';
import { l10n } from 'vscode';
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

/** Types of configurations that start Python programs. */
export const recordedTypes = ['debugpy', 'python'] as const;

export function isPython({ type }: RawConfiguration & { readonly type?: unknown }): boolean {
  return recordedTypes.some((recorded) => recorded === type);
}

/** Whether the entry starts a Python program that we can record. */
export function isRecordable(configuration: RawConfiguration): boolean {
  return isPython(configuration) && whyNot(configuration) === '';
}

/** Ends the sentence "This configuration ..."; empty when the entry starts a program. */
export function whyNot(configuration: RawConfiguration): string {
  const { request, program, module, code, purpose } = configuration;
  if (request === 'attach') {
    return l10n.t('attaches to a program that runs already; Tracehold records a program from its first line');
  }
  if (request !== 'launch') return l10n.t('does not say "request": "launch"');
  const isTemplate = Array.isArray(purpose) && purpose.length > 0 && [program, module, code].every(isMissing);
  return isTemplate ? l10n.t('says how tests or terminals are debugged ("purpose") and starts no program itself') : '';
}

/** What stands below the name of the system counts more, as in the editor. */
export function forPlatform(raw: RawConfiguration, platform: NodeJS.Platform): RawConfiguration {
  const own = raw[platform === 'win32' ? 'windows' : platform === 'darwin' ? 'osx' : 'linux'];
  return typeof own === 'object' && own !== null && !Array.isArray(own) ? { ...raw, ...own } : raw;
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || value === '';
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
    wrong.push(l10n.t('"{0}" is no text', name));
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
    } else wrong.push(l10n.t('"{0}" is no list of texts', name));
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
  const title = text('consoleName') ?? text('consoleTitle');
  if (fields.get('sudo') === true) wrong.push(l10n.t('"sudo" is not supported, as the recording would belong to root'));
  if (fields.get('code') !== undefined) wrong.push(l10n.t('"code" cannot be recorded; put it into a file'));
  if (program === null && module === null) wrong.push(l10n.t('it names neither a "program" nor a "module"'));
  if (program !== null && module !== null) wrong.push(l10n.t('it names both a "program" and a "module"'));
  if (given === null) wrong.push(l10n.t('it needs a "cwd", as no folder is open'));
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
    title,
    afterwards: afterwards(fields.get('postDebugTask')),
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
    wrong.push(l10n.t('"env" is no object'));
    return found;
  }
  for (const [name, variable] of Object.entries(value) as [string, unknown][]) {
    if (variable === null) found.set(name, null);
    else if (typeof variable === 'string' || typeof variable === 'number' || typeof variable === 'boolean') {
      found.set(name, substitute(String(variable)));
    } else wrong.push(l10n.t('"env": {0} is no text', JSON.stringify(name)));
  }
  return found;
}

/** A task of the editor: its label, or what identifies it. */
function afterwards(value: unknown): Target['afterwards'] {
  if (typeof value === 'string' && value !== '') return value;
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
}
