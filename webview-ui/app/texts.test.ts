import { isValidElement } from 'preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { stepWords } from '../call/step-words.js';
import { GridHeader } from '../functions/grid-header.js';
import { callsText } from './counts.js';
import { setTexts, t } from './texts.js';

beforeEach(() => setTexts(null));
afterEach(() => {
  setTexts(null);
  vi.unstubAllGlobals();
  vi.resetModules();
});

test.each<[string, readonly (string | number)[], string]>([
  ['Stop', [], 'Stop'],
  ['{0} of {1}', ['3', 12], '3 of 12'],
  ['{1}, {0}', ['{1}', '$&'], '$&, {1}'],
  ['{0} and {1}', ['a'], 'a and {1}'],
])('without a bundle %j with %j is %j', (message, parts, text) => expect(t(message, ...parts)).toBe(text));

test('with a bundle a text is the translation, its parts where that has them', () => {
  setTexts(JSON.stringify({ '{0} of {1}': '{1} davon {0}', Stop: 'Halt', constructor: 7 }));
  expect(t('Stop')).toBe('Halt');
  expect(t('{0} of {1}', 3, 12)).toBe('12 davon 3');
  expect(t('Go')).toBe('Go');
  expect(t('constructor')).toBe('constructor');
});

test.each(['', '{', 'null', '7', '["Stop"]', '{"Stop":null}'])('the bundle %j leaves English', (json) => {
  setTexts(json);
  expect(t('Stop')).toBe('Stop');
});

const german = { Function: 'Funktion', Self: 'Selbst', '1 call': '1 Aufruf', '{0} calls': '{0} Aufrufe' };

/** A page as the host makes it: the bundle is an attribute of the element that the script fills. */
function openPage(bundle: object): void {
  const app = { getAttribute: (name: string) => (name === 'data-texts' ? JSON.stringify(bundle) : null) };
  vi.stubGlobal('document', { querySelector: (selector: string) => (selector === '#app' ? app : null) });
  vi.resetModules();
}

/** All texts of a component without state, in order. */
function wordsOf(node: unknown): readonly string[] {
  if (typeof node === 'string') return [node];
  if (Array.isArray(node)) return node.flatMap(wordsOf);
  return isValidElement(node) ? wordsOf(node.props.children) : [];
}

const byCalls = { order: { column: 'calls', descending: true }, onSort: () => {}, countsMemory: false } as const;

test('a page with a bundle shows translated words from the first one on, also those of constants', async () => {
  expect(wordsOf(GridHeader(byCalls)).slice(0, 4)).toEqual(['Function', 'File', 'Calls', 'Self']);
  openPage(german);
  const header = await import('../functions/grid-header.js');
  const counts = await import('./counts.js');
  expect(wordsOf(header.GridHeader(byCalls)).slice(0, 4)).toEqual(['Funktion', 'File', 'Calls', 'Selbst']);
  expect([counts.callsText(1), counts.callsText(2000)]).toEqual(['1 Aufruf', '2,000 Aufrufe']);
});

test('where bytes were counted there are columns of them', () => {
  expect(wordsOf(GridHeader(byCalls)).at(-1)).toBe('Raised');
  expect(wordsOf(GridHeader({ ...byCalls, countsMemory: true })).slice(-5)).toEqual([
    'Raised',
    'Allocated',
    'Freed',
    'Net',
    'Net Total',
  ]);
});

test.each([
  [0, '0 calls'],
  [1, '1 call'],
  [1_346_269, '1,346,269 calls'],
])('%d calls', (calls, text) => expect(callsText(calls)).toBe(text));

test('steps are told of in whole sentences', () => {
  expect(stepWords('function').placed(2, 1200)).toBe('call 3 of 1,200 of this function');
  expect(stepWords('task').previous).toBe('Previous task of this thread');
});
