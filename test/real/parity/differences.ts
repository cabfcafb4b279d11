/** What differs from cProfile by definition. Each entry names functions and says why; nothing is tolerated at large. */
import type { Python } from '../support/machine.js';

export interface Difference {
  /** Of `file:line name`. */
  readonly functions: RegExp;
  readonly reason: string;
  /** Calls that cProfile may have and the recording not; and the other way round, 0 if absent. */
  readonly atMost: number;
  readonly extra?: number;
  readonly program?: RegExp;
  readonly on: (python: Python) => boolean;
}

const setprofile = ({ minor }: Python) => minor < 12;
const always = () => true;

/**
 * Before 3.12 the variables of a frame come as a dict that the frame keeps, and that is brought up to date around every
 * call of a profile function written in Python (call_trampoline in CPython's Python/sysmodule.c; on 3.11 once it was
 * read). What the program has deleted or rebound stays in it until the next event and is dropped beside the profile
 * function, where no events are sent: what a finalizer calls at that moment is seen by nobody.
 */
const finalizer = 'a finalizer, which may run beside the profile function, where no events are sent';

/** Two runs are compared there, and how often threads wait and the loop wakes is up to the scheduler. */
const scheduling = 'how often a thread waits or an event loop wakes differs from run to run';

const all: readonly Difference[] = [
  {
    functions: /genericpath[^:]*:\d+ exists$/,
    reason: "asked by the recorder at the end, as long as its own thread's entry is in /proc",
    atMost: 200,
    extra: 200,
    on: always,
  },
  { functions: /importlib\._bootstrap>:\d+ cb$/, reason: finalizer, atMost: 12, extra: 12, on: setprofile },
  { functions: /\/subprocess\.py:\d+ (__del__|_internal_poll)$/, reason: finalizer, atMost: 2, on: setprofile },
  {
    // Generators that are left unfinished: being closed is a finalizer's call, too.
    functions:
      /(importlib\/metadata\/__init__\.py:\d+ <genexpr>|pipeline\.py:\d+ (words|lengths)|jinja2\/nodes\.py:\d+ iter_\w+)$/,
    reason: finalizer,
    atMost: 3,
    on: setprofile,
  },
  {
    program: /pylint/,
    functions: /\/_pyio\.py:\d+ (__del__|closed|raw|buffer)$/,
    reason: finalizer,
    atMost: 5,
    on: setprofile,
  },
  {
    program: /Flask/,
    functions: /werkzeug\/(wrappers\/response\.py:\d+ _iter_encoded|test\.py:\d+ (__del__|close))$/,
    reason: finalizer,
    atMost: 60,
    on: setprofile,
  },
  {
    program: /threads/,
    functions: /\/(asyncio\/\w+|concurrent\/futures\/\w+|threading|queue|selectors|_?weakref(set)?|socket)\.py:\d+ /,
    reason: scheduling,
    atMost: 100,
    extra: 100,
    on: setprofile,
  },
  {
    // SignalAndYieldFromTest.
    program: /^CPython's own tests/,
    functions: /\/test_generators\.py:\d+ generator2$/,
    reason: 'cProfile counts ends, and a Ctrl-C is raised in a generator that goes on before anybody is told so',
    atMost: 1,
    on: ({ minor }) => minor >= 13,
  },
];

/** The entries that hold for a program on an interpreter. */
export function differencesOf(python: Python, program: string): Difference[] {
  return all.filter((entry) => entry.on(python) && (entry.program?.test(program) ?? true));
}
