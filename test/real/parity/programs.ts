/** Real programs, and how each is started. */
import { cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { launch, targets } from '../support/machine.js';
import type { Python } from '../support/machine.js';

export interface Program {
  readonly name: string;
  /** Why it is not run on an interpreter. */
  readonly skip?: (python: Python) => string | undefined;
  /** What follows `python`; called before each run, so that every run finds the same files. */
  readonly command: (where: Where) => Promise<readonly string[]>;
  /** The exit code of a run that went well, if it is always the same; 0 when absent. */
  readonly code?: 0 | 'any';
}

interface Where {
  readonly python: string;
  /** Exists, and is one interpreter's own. */
  readonly folder: string;
}

/** Folder of the interpreter's standard library. */
async function libraryOf({ python, folder }: Where): Promise<string> {
  const { stdout } = await launch(python, ['-c', 'import os; print(os.path.dirname(os.__file__))'], {
    cwd: folder,
  });
  return stdout.trim();
}

export const programs: readonly Program[] = [
  {
    name: 'pylint over a module',
    command: async ({ folder }) => {
      await writeFile(join(folder, 'shop.py'), '"""Prices."""\n\nPRICES = {"pen": 1.5}\n');
      return ['-m', 'pylint', '-j1', '--persistent=n', '--disable=all', '--enable=E,W', join(folder, 'shop.py')];
    },
  },
  {
    name: 'json.tool on a large file',
    command: async ({ folder }) => {
      const entries = Array.from({ length: 1500 }, (_, id) => ({
        id,
        name: `n${id}`,
        tags: ['a', 'b'],
        at: { x: null },
      }));
      await writeFile(join(folder, 'large.json'), JSON.stringify(entries));
      return ['-m', 'json.tool', join(folder, 'large.json'), join(folder, 'pretty.json')];
    },
  },
  {
    name: 'compileall over a package',
    command: async (where) => {
      const copy = join(where.folder, 'email');
      await rm(copy, { recursive: true, force: true });
      const python = (name: string) => !name.includes('__pycache__');
      await cp(join(await libraryOf(where), 'email'), copy, { recursive: true, filter: python });
      return ['-m', 'compileall', '-f', '-q', copy];
    },
  },
  {
    name: "pytest over toolz's tests",
    command: () =>
      Promise.resolve(['-m', 'pytest', '-q', '-p', 'no:cacheprovider', '--pyargs', 'toolz.tests.test_dicttoolz']),
  },
  {
    name: 'ast on a large module',
    skip: ({ minor }) => (minor < 9 ? 'ast has no command line before 3.9' : undefined),
    command: async (where) => ['-m', 'ast', join(await libraryOf(where), 'argparse.py')],
  },
  {
    name: 'tokenize on a large module',
    command: async (where) => ['-m', 'tokenize', join(await libraryOf(where), 'argparse.py')],
  },
  {
    name: 'threads, generators and coroutines of the standard library',
    command: () => Promise.resolve([join(targets, 'pipeline.py')]),
  },
  {
    name: "requests through Flask's test client",
    command: () => Promise.resolve([join(targets, 'flask_requests.py')]),
  },
  {
    name: "CPython's own tests of generators, coroutines and context managers",
    // Two runs of them are not alike: they switch profilers off, send signals and recurse to the limit.
    skip: ({ minor }) =>
      minor < 12 ? 'needs cProfile in the recorded process, which takes sys.monitoring' : undefined,
    command: () =>
      Promise.resolve([
        '-m',
        'unittest',
        '-q',
        'test.test_generators',
        'test.test_coroutines',
        'test.test_asyncgen',
        'test.test_contextlib',
      ]),
    // One of them fails without a recorder, too, when cyclic garbage is not collected.
    code: 'any',
  },
];
