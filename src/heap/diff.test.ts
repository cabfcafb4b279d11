import { expect, test } from 'vitest';
import { snapshotOf } from '../../test/heap/snapshot.js';
import type { Made, MadeSnapshot } from '../../test/heap/snapshot.js';
import { differenceOf } from './diff.js';
import { factsOf } from './facts.js';
import { pathName } from './holding-path.js';
import { Signatures } from './signatures.js';

const base: Readonly<Record<string, Made>> = {
  app: { type: 'module', refers: { '.kept': 'kept', '.other': 'other' } },
  kept: { type: 'list', size: 64, refers: { '[0]': 'a', '[1]': 'b' } },
  other: { type: 'list', size: 64, refers: { '[0]': 'c' } },
  a: { type: 'Page', size: 48, refers: { '.text': 'textA' } },
  b: { type: 'Page', size: 48, refers: { '.text': 'textB' } },
  c: { type: 'int', size: 28 },
  textA: { type: 'str', size: 100 },
  textB: { type: 'str', size: 200 },
};

function differ(
  before: Readonly<Record<string, Made>>,
  after: Readonly<Record<string, Made>>,
  other: Partial<MadeSnapshot> = {},
) {
  const signatures = new Signatures();
  const roots = { app: 'module app' };
  const found = snapshotOf({ roots, objects: after, ...other });
  const difference = differenceOf(
    factsOf(snapshotOf({ roots, objects: before }), signatures),
    factsOf(found, signatures),
  );
  const names = Object.keys(after);
  return {
    ...difference,
    paths: Object.fromEntries(
      difference.signatures.map(({ signature, counts }) => [pathName(signatures.stepsOf(signature)), counts]),
    ),
    grownNames: difference.grown.map(({ node }) => names[node]),
  };
}

test('nothing differs from itself', () => {
  expect(differ(base, base)).toMatchObject({
    matching: 'addresses',
    moves: { created: 0, gone: 0 },
    reused: 0,
    types: [],
    signatures: [],
    grown: [],
  });
});

test('new, gone and grown', () => {
  const { b: _b, textB: _text, ...rest } = base;
  const after = {
    ...rest,
    kept: { type: 'list', size: 96, refers: { '[0]': 'a', '[1]': 'd', '[2]': 'e' } },
    d: { type: 'Page', size: 48 },
    e: { type: 'Page', size: 48 },
  };
  const found = differ(base, after);
  expect(found).toMatchObject({
    matching: 'addresses',
    counts: [8, 8],
    moves: { created: 2, createdBytes: 96, gone: 2, goneBytes: 248 },
    grownNames: ['kept'],
  });
  expect(found.grown[0]).toMatchObject({ bytes: [64, 96], references: [2, 3] });
  expect(found.types.map(({ type, counts, moves }) => [type, ...counts, moves?.created, moves?.gone])).toEqual([
    ['str', 2, 1, 0, 1],
    ['Page', 2, 3, 2, 1],
    ['list', 2, 2, 0, 0],
  ]);
  expect(found.paths).toEqual({ 'app.kept': [1, 1], 'app.kept[]': [2, 3], 'app.kept[].text': [2, 1] });
});

test('an address that was given to another of the same type and size is told by what holds it and what it refers to', () => {
  const places = {
    ...base,
    b: { ...base['b'], at: 0x7f00_0000_1000n },
    textB: { ...base['textB'], at: 0x7f00_0000_2000n },
  };
  // Where b was lies now an object with another holder and other text; where its text was, another text with another holder.
  const after = {
    ...places,
    kept: { type: 'list', size: 64, refers: { '[0]': 'a' } },
    other: { type: 'list', size: 64, refers: { '[0]': 'c', '[1]': 'b' } },
    b: { ...places.b, refers: { '.text': 'fresh' } },
    textB: { ...places.textB, refcount: 2 },
    fresh: { type: 'str', size: 300, refers: {} },
    c: { ...base['c'], refers: { '.last': 'textB' } },
  };
  const found = differ(places, after);
  expect(found).toMatchObject({ reused: 2, moves: { created: 3, gone: 2 } });
});

test('what was moved to another holder, but refers to the same, is the same', () => {
  const after = {
    ...base,
    kept: { type: 'list', size: 64, refers: { '[0]': 'a' } },
    other: { type: 'list', size: 64, refers: { '[0]': 'c', '[1]': 'b' } },
  };
  expect(differ(base, after)).toMatchObject({ reused: 0, moves: { created: 0, gone: 0 } });
});

test('objects of another type at an address are others', () => {
  const after = { ...base, c: { ...base['c'], type: 'float' } };
  const found = differ(base, after);
  expect(found).toMatchObject({ reused: 0, moves: { created: 1, gone: 1 } });
  expect(found.types.map(({ type, counts }) => [type, ...counts])).toEqual([
    ['int', 1, 0],
    ['float', 0, 1],
  ]);
});

test.each<readonly [what: string, other: Partial<MadeSnapshot>]>([
  ['of another number', { pid: 2 }],
  ['whose types lie elsewhere, though its number is the same', { base: 0x9000_0000n }],
])('objects of a process %s are told apart by type and path alone', (_, other) => {
  const { b: _b, ...rest } = base;
  const after = { ...rest, kept: { type: 'list', size: 64, refers: { '[0]': 'a' } } };
  const found = differ(base, after, other);
  expect(found).toMatchObject({ matching: 'other-process', moves: null, grown: [] });
  expect(found.paths).toEqual({ 'app.kept[]': [2, 1], 'app.kept[].text': [2, 1] });
  expect(found.types.every(({ moves }) => moves === null)).toBe(true);
});
