import { describe, expect, test } from 'vitest';
import { snapshotOf } from '../../test/heap/snapshot.js';
import type { Made, MadeSnapshot } from '../../test/heap/snapshot.js';
import { analyse, verdictOf } from './verdict.js';
import type { Grown } from './verdict-growth.js';
import type { Verdict } from './verdict.js';

const MB = 1_000_000;

/** `make(0)`, `make(1)` ... under their names, and steps to them. */
function many(count: number, make: (index: number) => Made, name = 'item'): [Record<string, Made>, string[]] {
  const names = Array.from({ length: count }, (_, index) => `${name}${index}`);
  return [Object.fromEntries(names.map((one, index) => [one, make(index)])), names];
}

const listOf = (names: readonly string[]): Made => ({
  type: 'list',
  refers: Object.fromEntries(names.map((one, index) => [`[${index}]`, one])),
});

function verdict(made: MadeSnapshot, grown?: (nodeOf: (name: string) => number) => Map<number, Grown>): Verdict {
  const found = snapshotOf(made);
  const nodeOf = (name: string) => Object.keys(made.objects).indexOf(name);
  return verdictOf(analyse(found, grown === undefined ? {} : { grown: grown(nodeOf) }));
}

const edgesOf = ({ holders: [best] }: Verdict) => best?.path.map(({ edge, isHolder }) => edge + (isHolder ? '*' : ''));

describe('what a holder is called', () => {
  test('the object, not its __dict__', () => {
    const [items, names] = many(4, () => ({ type: 'app.Node', size: MB }));
    const attributes = Object.fromEntries(names.map((one) => [`['${one}']`, one]));
    const found = verdict({
      roots: { app: 'module app' },
      objects: {
        app: { type: 'module', refers: { '.__dict__': 'globals' } },
        globals: { type: 'dict', refers: { "['recent']": 'recent' } },
        recent: { type: 'app.Recent', refers: { '.__dict__': 'own' } },
        own: { type: 'dict', refers: attributes },
        ...items,
      },
    });
    expect(edgesOf(found)).toEqual(['module app', '.recent*', '.item0']);
    expect(found.sentence).toMatch(/held by app\.recent, through 4 app\.Node objects/);
  });

  test('a thing in what has a name, where no name leads to it', () => {
    const [items, names] = many(4, () => ({ type: 'str', size: MB }));
    const found = verdict({
      roots: { app: 'module app' },
      objects: {
        app: { type: 'module', refers: { '.lines': 'lines' } },
        lines: { type: 'list_iterator', refers: { '<reference>': 'rows' } },
        rows: listOf(names),
        ...items,
      },
    });
    expect(found.sentence).toMatch(/held by a list in app\.lines, through 4 str objects/);
  });

  test('attributes by their names where only the dict is known, and those of tasks in C by what they are', () => {
    const [tasks, names] = many(
      4,
      (at) => ({ type: '_asyncio.Task', refers: { '<reference>': `error${at}` } }),
      'task',
    );
    const [errors] = many(4, () => ({ type: 'ValueError', size: MB }), 'error');
    const made = snapshotOf({
      roots: { app: 'module app' },
      objects: {
        app: { type: 'module', refers: { '.pool': 'pool' } },
        pool: { type: 'app.Pool', refers: { '<reference>': 'own' } },
        own: { type: 'dict', refers: { "['done']": 'done' } },
        done: listOf(names),
        ...tasks,
        ...errors,
      },
    });
    const types = made.snapshot.types.map((type) => (type.name === 'app.Pool' ? { ...type, file: 'app.py' } : type));
    const found = verdictOf(analyse({ ...made, snapshot: { ...made.snapshot, types } }));
    expect(edgesOf(found)).toEqual(['module app', '.pool', '.done*', '[0]', '._exception']);
  });

  test('by a name of a module rather than by a local variable of a running function', () => {
    const [items, names] = many(4, () => ({ type: 'Job', size: MB }));
    const found = verdict({
      roots: { work: 'running frame of Thread-1', app: 'module app' },
      objects: {
        work: { type: 'frame', refers: { '<local queue>': 'queue' } },
        app: { type: 'module', refers: { '.pool': 'pool' } },
        pool: { type: 'Pool', refers: { '.jobs': 'queue' } },
        queue: listOf(names),
        ...items,
      },
    });
    expect(edgesOf(found)).toEqual(['module app', '.pool', '.jobs*', '[0]']);
  });

  test('not by the names under which the interpreter keeps track of what runs', () => {
    const [items, names] = many(4, () => ({ type: 'Job', size: MB }));
    const found = verdict({
      roots: { work: 'running frame of Thread-1', threading: 'module threading' },
      objects: {
        work: { type: 'frame', refers: { '<local queue>': 'queue' } },
        threading: { type: 'module', refers: { '._active': 'thread' } },
        thread: { type: 'Thread', refers: { '._args': 'queue' } },
        queue: listOf(names),
        ...items,
      },
    });
    expect(edgesOf(found)).toEqual(['running frame of Thread-1', '<local queue>*', '[0]']);
    expect(found.sentence).toMatch(/running frame of Thread-1, local variable queue, through 4 Job objects/);
  });
});

describe('idioms', () => {
  const kept = (refers: Readonly<Record<string, string>>, more: Readonly<Record<string, Made>>): Verdict => {
    const [items, names] = many(4, () => ({ type: 'Record', refers }));
    const [frames] = many(4, () => ({ type: 'frame' }), 'unused');
    return verdict({
      roots: { app: 'module app' },
      objects: {
        app: { type: 'module', refers: { '.kept': 'kept' } },
        kept: listOf(names),
        ...items,
        ...frames,
        ...more,
      },
    });
  };

  test('an exception that is kept by the triple of sys.exc_info()', () => {
    const found = kept(
      { '.exc_info': 'triple' },
      {
        triple: { type: 'tuple', refers: { '[2]': 'traceback' } },
        traceback: { type: 'traceback', refers: { '.tb_frame': 'frame' } },
        frame: { type: 'frame', refers: { '<local rows>': 'rows' } },
        rows: { type: 'bytearray', size: 4 * MB },
      },
    );
    expect(found.holders[0].idiom?.name).toBe('cached-exception');
  });

  test('a frame that is kept', () => {
    const [frames, names] = many(4, (at) => ({ type: 'frame', refers: { '<local rows>': `rows${at}` } }), 'frame');
    const [rows] = many(4, () => ({ type: 'bytearray', size: MB }), 'rows');
    const found = verdict({
      roots: { app: 'module app' },
      objects: { app: { type: 'module', refers: { '.calls': 'calls' } }, calls: listOf(names), ...frames, ...rows },
    });
    expect(found.holders[0].idiom?.name).toBe('kept-frame');
  });

  test('a part that keeps the whole through its parent', () => {
    // Its neighbours are those of the whole, so that no one of them has most.
    const [parts, names] = many(
      4,
      (at) => ({
        type: 'Text',
        refers: { '.next': `a${at}`, '.last': `b${at}`, '.parent': `tree${at}`, '.top': `c${at}` },
      }),
      'part',
    );
    const [trees] = many(
      4,
      (at) => ({ type: 'Tag', size: 10, refers: { '.next': `a${at}`, '.last': `b${at}`, '.first': `c${at}` } }),
      'tree',
    );
    const third = (letter: string) => many(4, () => ({ type: 'str', size: MB / 3 }), letter)[0];
    const found = verdict({
      roots: { app: 'module app' },
      objects: {
        app: { type: 'module', refers: { '.titles': 'titles' } },
        titles: listOf(names),
        ...parts,
        ...trees,
        ...third('a'),
        ...third('b'),
        ...third('c'),
      },
    });
    expect(edgesOf(found)).toEqual(['module app', '.titles*', '[0]', '.parent']);
    expect(found.holders[0].idiom?.name).toBe('part-keeps-whole');
  });
});

describe('what several hold', () => {
  test('objects of which each thread has one, and that one registry knows', () => {
    const [timers] = many(30, () => ({ type: 'Timer', size: MB / 10 }), 'timer');
    const [frames, roots] = many(30, (at) => ({ type: 'frame', refers: { '<local self>': `timer${at}` } }), 'frame');
    const made = {
      roots: {
        ...Object.fromEntries(roots.map((name) => [name, `running frame of Thread-${name}`])),
        threading: 'module threading',
      },
      objects: {
        threading: { type: 'module', refers: { '._active': 'active' } },
        active: {
          type: 'dict',
          refers: Object.fromEntries(Object.keys(timers).map((name, index) => [`[${index}]`, name])),
        },
        ...frames,
        ...timers,
      },
    };
    const found = snapshotOf(made);
    // A class of Python's, in a file.
    const types = found.snapshot.types.map((type) =>
      type.name === 'Timer' ? { ...type, file: 'threading.py' } : type,
    );
    const { sentence, holders } = verdictOf(analyse({ ...found, snapshot: { ...found.snapshot, types } }));
    expect(sentence).toMatch(/held by threading\._active and something else at once, through 30 Timer objects/);
    expect(holders[0].retainedBytes).toBe(3 * MB);
  });

  test('dicts of functions that only C holds are the program', () => {
    const [dicts, names] = many(
      30,
      () => ({ type: 'dict', size: MB / 10, refers: { "['__wrapped__']": 'f' } }),
      'dict',
    );
    const found = verdict({
      roots: Object.fromEntries(names.map((name) => [name, 'held from C'])),
      objects: { f: { type: 'function' }, ...dicts },
    });
    expect(found).toEqual({ sentence: null, holders: [] });
  });
});

describe('what grows', () => {
  const table = { type: 'list', size: 50 * MB };
  const [entries, names] = many(4, () => ({ type: 'Entry', size: MB / 10 }));
  const objects = {
    app: { type: 'module', refers: { '.table': 'table', '.cache': 'cache' } },
    table,
    cache: listOf(names),
    ...entries,
  };
  const growing = (name: string, bytes: number) => (nodeOf: (name: string) => number) =>
    new Map([[nodeOf(name), { snapshots: 4, count: 3, bytes, type: 'Entry' }]]);

  test('comes before what is only large, and the sentence says so', () => {
    const { sentence, holders } = verdict({ roots: { app: 'module app' }, objects }, growing('cache', 300_000));
    expect(sentence).toMatch(
      /^391 KiB is held by app\.cache, .*; it grew in every step of 4 snapshots, by 3 Entry objects \(293 KiB\)\.$/,
    );
    expect(holders.map(({ confidence, grown }) => [confidence, grown !== null])).toEqual([
      ['high', true],
      ['medium', false],
    ]);
  });

  test('by next to nothing is not named', () => {
    const { holders } = verdict({ roots: { app: 'module app' }, objects }, growing('cache', 1000));
    expect(holders.map(({ path }) => path[1].edge)).toEqual(['.table']);
  });

  test('data that the program declares comes after what may be a leak, and is told as such', () => {
    const [more, others] = many(9, () => ({ type: 'Entry', size: MB }));
    const found = snapshotOf({ roots: { app: 'module app' }, objects: { ...objects, ...more, cache: listOf(others) } });
    const { sentence, holders } = verdictOf(analyse(found), (path) => path[1].edge === '.table');
    expect(holders.map(({ path }) => path[1].edge)).toEqual(['.cache', '.table']);
    expect(sentence).not.toMatch(/meant to stay/);
    const alone = verdictOf({ holders: holders.slice(1) }, () => true);
    expect(alone.sentence).toMatch(/only reads it, so it may be meant to stay\.$/);
    expect(alone.holders[0].confidence).toBe('low');
  });
});
