/** Runs a program recorded and judged, in one process where the interpreter has room for both. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { record, launch, repository, targets, environmentOf, problems } from '../support/machine.js';
import type { Launch, Python, Workplace } from '../support/machine.js';
import { compare } from './compare.js';
import type { Comparison, Method } from './compare.js';
import { readJudged, readRecorded, without } from './counts.js';
import type { Recorded } from './counts.js';
import { differencesOf } from './differences.js';
import type { Program } from './programs.js';

export interface Measured extends Comparison {
  readonly method: Method;
  readonly problems: readonly string[];
}

function methodOf({ minor }: Python): Method {
  if (minor >= 12) return 'same process';
  return minor === 11 ? 'runs alike, by events' : 'runs alike';
}

const counted = join(targets, 'counted.py');

/** One interpreter's runs, all in one folder, with what lies outside every window. */
export class Bench {
  readonly #modules: string;
  readonly #outside: Promise<Map<string, Recorded>>;
  readonly python: Promise<string>;
  readonly method: Method;
  /** Counts over all benches of a folder. */
  static #runs = 0;

  constructor(
    readonly interpreter: Python,
    readonly place: Workplace,
  ) {
    this.method = methodOf(interpreter);
    this.python = environmentOf(interpreter);
    this.#modules = this.#file('modules');
    this.#outside = this.#recordOutside();
  }

  async #recordOutside(): Promise<Map<string, Recorded>> {
    // The modules that the recorder has loaded, so that every later run begins its window with the same ones.
    await this.#recorded('nobody', '-', this.#modules, []);
    const { run } = await this.#recorded(this.#by, this.#modules, this.#file('counts'), []);
    return readRecorded(run);
  }

  /** cProfile counts in the recorded process if it can. */
  get #by(): string {
    return this.method === 'same process' ? 'cprofile' : 'nobody';
  }

  #file(name: string): string {
    return this.place.path(`${name}-${this.interpreter.minor}-${++Bench.#runs}`);
  }

  #how(env: NodeJS.ProcessEnv): Launch {
    const home = this.place.path('home');
    const alike = { PYTHONHASHSEED: '0', PYTHONDONTWRITEBYTECODE: '1', HOME: home, PYLINTHOME: home };
    return { cwd: this.place.folder, env: { ...alike, ...env } };
  }

  async #recorded(by: string, preload: string, counts: string, program: readonly string[], options: string[] = []) {
    const run = this.#file('run');
    const command = [counted, by, preload, counts, ...program];
    const { code, output } = await record(await this.python, run, ['--all', ...options], command, this.#how({}));
    return { run, code, output };
  }

  /** The same program by itself, with as many environment variables as the recorder leaves in a recorded one. */
  async #judged(by: string, counts: string, program: readonly string[]) {
    const env = {
      PYTHONPATH: join(repository, 'python', 'tracehold', '_bootstrap'),
      TRACEHOLD_RUN: '',
      TRACEHOLD_OPTIONS: '--all',
      TRACEHOLD_PARENT: '-',
      TRACEHOLD_QUIET: '1',
    };
    return launch(await this.python, [counted, by, this.#modules, counts, ...program], this.#how(env));
  }

  /** Throws when a run of the program does not end as it should. */
  async measure(program: Program, options: string[] = []): Promise<Measured> {
    const outside = await this.#outside;
    const folder = this.place.path(`programs-${this.interpreter.minor}`);
    await mkdir(folder, { recursive: true });
    const where = { python: await this.python, folder };
    const expected = program.code ?? 0;
    const must = ({ code, output }: { code: number; output: string }) => {
      if (expected === 'any' || code === expected) return;
      throw new Error(`${program.name} exited with ${code} instead of ${expected}:\n${output.slice(-3000)}`);
    };

    const counts = this.#file('counts');
    const recording = await this.#recorded(this.#by, this.#modules, counts, await program.command(where), options);
    must(recording);
    const recorded = without(await readRecorded(recording.run), outside);
    if (this.method !== 'same process') must(await this.#judged('cprofile', counts, await program.command(where)));
    const judged = await readJudged(counts, this.place.folder);
    let second = judged;
    if (this.method !== 'same process') {
      const again = this.#file('counts');
      const by = this.method === 'runs alike, by events' ? 'events' : 'cprofile';
      must(await this.#judged(by, again, await program.command(where)));
      second = await readJudged(again, this.place.folder);
    }
    const differences = differencesOf(this.interpreter, program.name);
    return {
      ...compare(this.method, judged, second, recorded, differences),
      method: this.method,
      problems: await problems(recording.run),
    };
  }
}
