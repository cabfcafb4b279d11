import fc from 'fast-check';
import { expect, test } from 'vitest';
import { graphOf } from '../../test/heap/build.js';
import { SHORTEST_RUN, collapsed } from './collapse.js';

/** A path whose steps are written as letters: same letter, same edge and type. Upper case differs by the type alone. */
function pathOf(letters: string) {
  const codes = Array.from({ length: letters.length }, (_, at) => letters.charCodeAt(at));
  const graph = graphOf({
    nodeCount: codes.length + 1,
    edges: codes.map((code, at) => [at, at + 1, code % 32] as const),
    roots: [0],
    type: [0, ...codes.map((code) => code >>> 5)],
  });
  const nodes = Uint32Array.from({ length: codes.length + 1 }, (_, at) => at);
  return { graph, path: { nodes, edges: nodes.slice(0, -1) } };
}

function shown(letters: string): string {
  const { graph, path } = pathOf(letters);
  const steps = collapsed(graph, path);
  return steps.map(({ length, at }) => (length === 1 ? letters[at] : `${letters[at]}*${length}`)).join(' ');
}

test.each([
  ['', ''],
  ['a', 'a'],
  ['aa', 'a a'],
  ['aaa', 'a*3'],
  ['abaab', 'a b a a b'],
  ['xtttty', 'x t*4 y'],
  ['aaabbb', 'a*3 b*3'],
  ['aaaAAA', 'a*3 A*3'],
  ['aaAA', 'a a A A'],
])('%j is shown as %j', (letters, text) => {
  expect(shown(letters)).toBe(text);
});

test('a run tells both its ends', () => {
  const { graph, path } = pathOf('xtttty');
  expect(collapsed(graph, path)[1]).toEqual({ label: 20, type: 3, length: 4, firstNode: 2, lastNode: 5, at: 1 });
});

test('no step is lost, and no run could be longer', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'b', 'A'), maxLength: 40, size: 'max' }), (letters) => {
      const { graph, path } = pathOf(letters);
      const steps = collapsed(graph, path);
      const spelled = steps.map(({ length, at }) => letters.slice(at, at + 1).repeat(length));
      expect(spelled.join('')).toBe(letters);
      expect(steps.filter(({ length }) => length !== 1 && length < SHORTEST_RUN)).toEqual([]);
      const singles = steps.map(({ length, at }) => (length === 1 ? letters[at] : '|')).join('');
      expect(singles).not.toMatch(/([abA])\1\1/);
    }),
  );
});

test('a chain of 42,090 is one step', () => {
  expect(shown(`m${'t'.repeat(42_090)}f`)).toBe('m t*42090 f');
});
