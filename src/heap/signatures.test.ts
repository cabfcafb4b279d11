import { expect, test } from 'vitest';
import { snapshotOf } from '../../test/heap/snapshot.js';
import type { Made } from '../../test/heap/snapshot.js';
import { pathName } from './holding-path.js';
import { NO_SIGNATURE, Signatures, signaturesOf } from './signatures.js';

function namesOf(objects: Readonly<Record<string, Made>>, roots: Readonly<Record<string, string>>) {
  const signatures = new Signatures();
  const own = signaturesOf(snapshotOf({ objects, roots }), signatures);
  return Object.fromEntries(
    Object.keys(objects).map((name, node) => [
      name,
      own[node] === NO_SIGNATURE ? null : pathName(signatures.stepsOf(own[node])),
    ]),
  );
}

test('keys and indices do not tell ways of holding apart, attributes and types do', () => {
  const objects = {
    app: { type: 'module', refers: { '.__dict__': 'globals' } },
    globals: { type: 'dict', refers: { "['cache']": 'cache', "['not a name']": 'odd' } },
    cache: { type: 'dict', refers: { "['a']": 'one', "['b']": 'other', "<key 'a'>": 'key' } },
    one: { type: 'Page' },
    other: { type: 'Page', refers: { '.lines': 'lines' } },
    lines: { type: 'list', refers: { '[0]': 'line' } },
    line: { type: 'str' },
    key: { type: 'str' },
    odd: { type: 'int' },
    lost: { type: 'int' },
  };
  expect(namesOf(objects, { app: 'module app' })).toEqual({
    app: 'app',
    globals: 'app.__dict__',
    cache: 'app.cache',
    one: 'app.cache[]',
    other: 'app.cache[]',
    lines: 'app.cache[].lines',
    line: 'app.cache[].lines[]',
    key: 'app.cache <key>',
    odd: 'app.__dict__[]',
    lost: null,
  });
});

test('links alike in a row are one, also those by way of a __dict__', () => {
  const objects = {
    app: { type: 'module', refers: { '.head': 'n0' } },
    n0: { type: 'Node', refers: { '.__dict__': 'd0' } },
    d0: { type: 'dict', refers: { "['next']": 'n1' } },
    n1: { type: 'Node', refers: { '.__dict__': 'd1' } },
    d1: { type: 'dict', refers: { "['next']": 'n2' } },
    n2: { type: 'Node', refers: { '.value': 'value' } },
    value: { type: 'int' },
  };
  const names = namesOf(objects, { app: 'module app' });
  expect([names['n0'], names['n1'], names['n2'], names['value']]).toEqual([
    'app.head',
    'app.head.next',
    'app.head.next',
    'app.head.next.value',
  ]);
});

test('of a path without end the depth is bounded', () => {
  const count = 5000;
  const objects = Object.fromEntries(
    Array.from({ length: count }, (_, at) => [
      `o${at}`,
      { type: `T${at % 3}`, ...(at + 1 < count ? { refers: { [`.a${at % 3}`]: `o${at + 1}` } } : {}) },
    ]),
  );
  const signatures = new Signatures();
  signaturesOf(snapshotOf({ objects, roots: { o0: 'module app' } }), signatures);
  expect(signatures.count).toBeLessThan(110);
});

test('two snapshots share their numbers, whatever those of their texts and types are', () => {
  const signatures = new Signatures();
  const one = snapshotOf({
    roots: { app: 'module app' },
    objects: { app: { type: 'module', refers: { '.a': 'a' } }, a: { type: 'list' } },
  });
  const other = snapshotOf({
    roots: { app: 'module app' },
    objects: {
      b: { type: 'dict' },
      a: { type: 'list' },
      app: { type: 'module', refers: { '.b': 'b', '.a': 'a' } },
    },
  });
  const [first, second] = [signaturesOf(one, signatures), signaturesOf(other, signatures)];
  expect([second[2], second[1]]).toEqual([...first]);
  expect([...first]).not.toContain(second[0]);
});
