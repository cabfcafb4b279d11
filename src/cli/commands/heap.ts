import type { Arguments } from '../arguments.js';
import type { Command, Context } from '../command.js';
import { exitCodes } from '../fault.js';
import { diff } from '../heap/diff.js';
import { exportSnapshot } from '../heap/export.js';
import { growth } from '../heap/growth.js';
import { paths } from '../heap/paths.js';
import { strings } from '../heap/strings.js';
import { types } from '../heap/types.js';
import { verdict } from '../heap/verdict.js';
import { whatIf } from '../heap/what-if.js';

/** Answers to the words after the question: snapshots. */
type Answer = (args: Arguments, given: readonly string[], context: Context) => Promise<void>;

interface Question {
  readonly answer: Answer;
  /** How many snapshots it takes at most. */
  readonly most: number;
  readonly help: string;
}

const questions: Readonly<Record<string, Question>> = {
  verdict: { answer: verdict, most: 1, help: 'who holds the most, by which path, and what clearing it would free' },
  types: { answer: types, most: 1, help: 'how many objects of each type, their bytes, and what they keep alive' },
  paths: {
    answer: paths,
    most: 1,
    help: 'by which paths objects of --type T are held; all ways to the one with --id N',
  },
  strings: {
    answer: strings,
    most: 1,
    help: 'which str and bytes are there several times, and who holds most of them',
  },
  diff: { answer: diff, most: 2, help: 'what is new, gone and grown from one SNAP to another' },
  growth: {
    answer: growth,
    most: Infinity,
    help: 'what grows in every step of three SNAP or more, or of all of a run',
  },
  'what-if': { answer: whatIf, most: 1, help: 'what would be free without what is named by --clear, --cut or --id' },
  export: {
    answer: exportSnapshot,
    most: 1,
    help: 'for Chrome DevTools, VS Code and memlab: --format heapsnapshot -o FILE',
  },
};
const words = Object.keys(questions);

/** Who holds the memory of a program. */
export const heap: Command = {
  name: 'heap',
  summary: 'who holds the memory: ask a heap snapshot',
  usage: `${words.join('|')} [SNAP...] [OPTIONS]`,
  example: 'tracehold heap verdict',
  notes: [
    ...words.map((word) => `${word.padEnd(10)}${questions[word].help}`),
    'SNAP is a .thheap file or a run, whose last snapshot is meant; without it the latest run.',
    'Snapshots are made by record --heap-at-exit, snapshot and tracehold.snapshot() in the program.',
    `PATH is written as holders are named: app.cache['key'].items, with [*] for all that a container holds.`,
  ].join('\n'),
  positionals: Infinity,
  options: {
    type: { value: 'T', help: 'paths: objects of this type, as types names it' },
    id: { value: 'N', help: 'paths, what-if: the object with this id(), decimal or 0x' },
    clear: { value: 'PATH', help: 'what-if: the object at this path holds nothing any more' },
    cut: { value: 'PATH', help: 'what-if: only the last reference of this path is gone' },
    format: { value: 'F', help: 'export: heapsnapshot' },
    output: { short: 'o', value: 'FILE', help: 'export: the file to write' },
    limit: { value: 'N', help: 'how many rows (20; verdict and growth: 5)' },
  },
  async run(args, context) {
    const [word = '', ...given] = args.positionals;
    const question = Object.hasOwn(questions, word) ? questions[word] : undefined;
    if (question === undefined) throw args.reject(`heap takes ${words.join(', ')}, not '${word}'`);
    if (given.length > question.most) throw args.reject(`Unexpected argument '${given[question.most]}'`);
    await question.answer(args, given, context);
    return exitCodes.ok;
  },
};
