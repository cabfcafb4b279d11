import { expect, test, vi } from 'vitest';
import { callRowOf } from '../../../test/store/call-row.js';
import type { ShownChild, ShownValue, ShownValues } from '../../rpc/view-contract.js';
import type { CallRow } from '../../store/api.js';
import { LineMap } from '../source/line-map.js';
import type { DocumentLines } from '../source/source-lines.js';
import { hoverMarkdown } from './hover-text.js';
import { inlineTexts } from './inline-text.js';
import { argumentsText, callsText, outcomeText, statistics } from './texts.js';

vi.mock('vscode', async () => (await import('../model/testing/editor-l10n.js')).editorL10n);

function shown(text: string): ShownValue {
  return { text, type: '', tone: 'object', children: [], note: null };
}

/** What `sys.exit` raises. */
function exit(code: string): ShownValue {
  return { ...shown(`SystemExit(${code})`), type: 'SystemExit' };
}

function named(name: string, text: string): ShownChild {
  return { name, value: shown(text) };
}

function values(more: Partial<ShownValues> = {}): ShownValues {
  return { arguments: null, locals: null, result: null, yielded: null, exception: null, problem: null, ...more };
}

function call(more: Partial<CallRow> = {}): CallRow {
  return callRowOf({ id: 2 ** 32 + 1, functionId: 3, hasArguments: true, hasResult: true, ...more });
}

test('counts and statistics in words', () => {
  expect(callsText(1)).toBe('1 call');
  expect(callsText(2000)).toBe('2,000 calls');
  expect(statistics({ calls: 1_346_269, totalNs: 12.3e9, selfNs: 1.2e9, exceptions: 0 })).toBe(
    '1,346,269 calls · 12.3 s total · 1.20 s self',
  );
  expect(statistics({ calls: 1, totalNs: 950, selfNs: null, exceptions: 1 })).toBe(
    '1 call · 950 ns total · 1 exception',
  );
  const times = { calls: 1, totalNs: 950, selfNs: 950, exceptions: 0 };
  expect(statistics({ ...times, netBytes: 3 * 2 ** 20 })).toBe('1 call · 950 ns total · 950 ns self · +3.00 MiB net');
  expect(statistics({ ...times, netBytes: -512 })).toBe('1 call · 950 ns total · 950 ns self · \u2212512 B net');
});

test('arguments on one line, cut', () => {
  expect(argumentsText(null, 50)).toBeNull();
  expect(argumentsText([], 50)).toBe('');
  expect(argumentsText([named('a', '1'), named('b\n', '\u202e')], 50)).toBe('a=1, b\\n=\\u202e');
  expect(argumentsText([named('a', 'x'.repeat(1e7)), named('b', '2')], 40)).toHaveLength(40);
});

test.each<[CallRow['outcome'], Partial<ShownValues>, string]>([
  ['return', { result: shown('3') }, '→ 3'],
  ['return', {}, 'returned'],
  ['unwind', { exception: shown("ValueError('x')") }, "raised ValueError('x')"],
  ['unwind', {}, 'raised an exception'],
  ['unwind', { exception: exit('0') }, 'left by SystemExit(0)'],
  ['unwind', { exception: exit('') }, 'left by SystemExit()'],
  ['unwind', { exception: exit('3') }, 'raised SystemExit(3)'],
  ['unwind', { exception: exit("'0'") }, "raised SystemExit('0')"],
  ['unwind', { exception: { ...exit('0'), type: 'shop.SystemExit' } }, 'raised SystemExit(0)'],
  ['open', {}, 'still open'],
  ['suspended', { yielded: shown('7') }, 'yielded 7'],
  ['lost', {}, 'its end was not recorded'],
])('%s with %j', (outcome, parts, text) => {
  expect(outcomeText(call({ outcome }), values(parts))).toBe(text);
});

const hostile = '`|](command:workbench.action.quit) <b>\n\u202e';

test('a hover holds no link but ours, no table cell but ours, whatever was recorded', () => {
  const row = call({ qualname: hostile });
  const one = { row, values: values({ arguments: [named(hostile, hostile)], result: shown(hostile) }) };
  const text = hoverMarkdown({
    folder: `/w/${hostile}`,
    run: hostile,
    stale: true,
    selected: null,
    sections: [
      {
        qualname: hostile,
        sums: { calls: 20, totalNs: 1e6, selfNs: 5, exceptions: 0 },
        valuesKept: 3,
        calls: Array.from({ length: 20 }, () => one),
        caption: 'Last calls: arguments',
      },
    ],
  });
  const rows = text.split('\n').filter((line) => line.startsWith('|'));
  expect(rows).toHaveLength(10);
  for (const line of rows) expect(line.replaceAll(/\\./g, '').match(/\|/g)).toHaveLength(5);
  const links = [...text.replaceAll(/\\./g, '').matchAll(/\]\(([^)]*)\)/g)].map(([, target]) => target);
  expect(links).toHaveLength(8);
  for (const link of links) expect(link).toMatch(/^command:tracehold\.showCall\?[\w%.-]+$/);
  expect(text).toContain('Values kept for 3 of 20 calls');
  expect(text).toContain('recorded before this file was changed');
  expect(text.replaceAll(/\\./g, '')).not.toMatch(/[<`\u202e]/);
});

const oneReturn = ['def f(a):', '    b = a', '    return b', ''];
const twoReturns = ['def f(a):', '    if a: return 1', '    return 2'];

function fresh(text: readonly string[]): DocumentLines {
  const map = LineMap.unchanged(text);
  return { stale: false, text, lineOf: (line) => map.lineOf(line), originOf: (line) => map.originOf(line) };
}

const given = values({ arguments: [named('a', '1')], result: shown('2') });
const failed = values({ arguments: [named('a', '1')], exception: shown('KeyError(1)') });

test('the value returned stands at the return that was taken', () => {
  expect(inlineTexts({ row: call(), values: given, raisedFrom: null }, 1, fresh(oneReturn))).toEqual([
    { line: 1, text: 'a=1', tone: 'value' },
    { line: 3, text: '→ 2', tone: 'value' },
  ]);
});

test.each<[string, DocumentLines]>([
  ['several returns', fresh(twoReturns)],
  ['a changed file', { stale: true, text: oneReturn, lineOf: () => null, originOf: () => null }],
  ['an edited body', { ...fresh(oneReturn), originOf: (line) => (line === 2 ? null : line) }],
])('with %s everything stands at the definition', (_, lines) => {
  expect(inlineTexts({ row: call(), values: given, raisedFrom: null }, 1, lines)).toEqual([
    { line: 1, text: 'a=1  → 2', tone: 'value' },
  ]);
});

test('an exception stands where it came through, unless something could have caught it', () => {
  const row = call({ outcome: 'unwind' });
  expect(inlineTexts({ row, values: failed, raisedFrom: 2 }, 1, fresh(oneReturn))[1]).toEqual({
    line: 2,
    text: 'raised KeyError(1)',
    tone: 'exception',
  });
  const guarded = ['def f(a):', '    try: g()', '    finally: h()'];
  for (const [from, text] of [
    [null, oneReturn],
    [9, oneReturn],
    [2, guarded],
  ] as const) {
    expect(inlineTexts({ row, values: failed, raisedFrom: from }, 1, fresh(text))).toEqual([
      { line: 1, text: 'a=1  raised KeyError(1)', tone: 'exception' },
    ]);
  }
});

test.each([
  ['0', 'value'],
  ['1', 'exception'],
])('the end of a call that SystemExit(%s) left has the tone of a %s', (code, tone) => {
  const row = call({ outcome: 'unwind' });
  const [text] = inlineTexts({ row, values: values({ exception: exit(code) }), raisedFrom: null }, 1, fresh(oneReturn));
  expect(text.tone).toBe(tone);
});

test('what stands behind a line is never longer than a line', () => {
  const long = values({ arguments: [named('a', 'x'.repeat(1e6))], result: shown('y'.repeat(1e6)) });
  for (const text of [oneReturn, twoReturns]) {
    for (const one of inlineTexts({ row: call(), values: long, raisedFrom: null }, 1, fresh(text))) {
      expect(one.text.length).toBeLessThanOrEqual(120);
    }
  }
});
