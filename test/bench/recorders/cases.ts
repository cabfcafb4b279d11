/** What is compared: recorders with their settings, and the workloads that each is measured on. */

/** One line of the table: a recorder with its settings. */
export interface Recorder {
  /** In the table: the recorder, then what it keeps. */
  readonly name: string;
  /** A class of recorder/peers.py with its options. */
  readonly peer: { readonly name: string; readonly options: Readonly<Record<string, unknown>> };
  /** What pip installs for it on a minor version of CPython 3. */
  readonly requirements: (minor: number) => readonly string[];
  /** Records library code, too, which the others leave out: the same as its neighbour where there is none. */
  readonly everything?: boolean;
}

/** The last release that installs on Python 3.8, so that all versions run the same Flask. */
export const FLASK = 'flask==3.0.3';

/** Where a newer release has no wheel for an older Python, the last that has. */
const viztracer = (minor: number) => {
  if (minor === 8) return ['viztracer==0.16.3'];
  return [minor === 9 ? 'viztracer==1.0.4' : 'viztracer==1.1.1'];
};
const pyinstrument = (minor: number) => [minor === 8 ? 'pyinstrument==5.1.2' : 'pyinstrument==5.1.3'];
const kolo = () => ['kolo==3.6.1'];
const nothing = () => [];

function tracehold(recorder: 'native' | 'pure'): readonly Recorder[] {
  const row = (kept: string, options: object, everything = false): Recorder => ({
    name: `tracehold ${recorder}, ${kept}`,
    peer: { name: 'tracehold', options: { recorder, ...options } },
    requirements: nothing,
    everything,
  });
  return [
    row('default', {}),
    row('sampling off', { sample: null }),
    row('values none', { values: 'none' }),
    row('all code', { all: true }, true),
    row('all code, sampling off', { all: true, sample: null }, true),
  ];
}

/**
 * Left out: Austin, like pyinstrument, samples (and from outside); memray records allocations and coverage.py
 * lines, not calls.
 */
export const recorders: readonly Recorder[] = [
  ...tracehold('native'),
  ...tracehold('pure'),
  {
    name: 'Kolo, default: arguments, locals, returns',
    peer: { name: 'kolo', options: {} },
    requirements: kolo,
  },
  {
    name: 'Kolo, all code',
    peer: { name: 'kolo', options: { filters: { include_frames: ['/'] } } },
    requirements: kolo,
    everything: true,
  },
  {
    name: 'VizTracer, default: all code, no values',
    peer: { name: 'viztracer', options: {} },
    requirements: viztracer,
  },
  {
    name: 'VizTracer, arguments and returns',
    peer: { name: 'viztracer', options: { log_func_args: true, log_func_retval: true } },
    requirements: viztracer,
  },
  {
    name: 'cProfile: sums only',
    peer: { name: 'cProfile', options: {} },
    requirements: nothing,
  },
  {
    name: 'pyinstrument: samples only',
    peer: { name: 'pyinstrument', options: {} },
    requirements: pyinstrument,
  },
];

export interface Workload {
  /** Of recorder/workloads.py. */
  readonly name: string;
  readonly title: string;
  /** Without library code "all code" records the same as the setting beside it. */
  readonly library: boolean;
  /** Measured only when it is asked for by its name. */
  readonly optional?: boolean;
}

export const workloads: readonly Workload[] = [
  { name: 'fibonacci25', title: 'fibonacci(25)', library: false },
  { name: 'calls', title: 'calls: a calculator in pure Python', library: false },
  { name: 'library', title: 'library: nearly all in the standard library', library: true },
  { name: 'ledger', title: 'ledger: requests of a Flask app', library: true },
  { name: 'flask', title: 'flask: requests of a Flask app with Decimals', library: true, optional: true },
];

export interface Asked {
  readonly rounds: number;
  /** Minor versions of CPython 3; empty for all that are found. */
  readonly minors: readonly number[];
  readonly workloads: readonly Workload[];
  readonly recorders: readonly Recorder[];
}

/** `3 3.8 3.13 calls kolo`: rounds, versions, workloads and peers in any order. What it cannot be is the error's message. */
export function askedFor(words: readonly string[]): Asked {
  const numbers = words.filter((word) => /^\d+$/.test(word));
  const versions = words.map((word) => /^3\.(\d+)$/.exec(word)?.[1]).filter((minor) => minor !== undefined);
  const named = workloads.filter(({ name }) => words.includes(name));
  const wanted = recorders.filter(({ peer }) => words.includes(peer.name));
  const peers = new Set(wanted.map(({ peer }) => peer.name));
  const rounds = Number(numbers[0] ?? 5);
  const understood = numbers.length + versions.length + named.length + peers.size;
  if (understood !== new Set(words).size || numbers.length > 1 || rounds < 1) {
    const names = [...workloads.map(({ name }) => name), ...new Set(recorders.map(({ peer }) => peer.name))];
    throw new Error(`usage: recorders [ROUNDS] [3.MINOR ...] [${names.join(' | ')} ...]`);
  }
  return {
    rounds,
    minors: versions.map(Number),
    workloads: named.length > 0 ? named : workloads.filter(({ optional }) => optional !== true),
    recorders: wanted.length > 0 ? wanted : recorders,
  };
}

/** Those that say something of their own about a workload. */
export function fitting(chosen: readonly Recorder[], workload: Workload): readonly Recorder[] {
  return chosen.filter(({ everything }) => workload.library || everything !== true);
}
