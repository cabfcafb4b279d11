import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyValue, dict, int, list, none, object, samples, text } from '../../test/golden/values.js';
import type { Value } from '../format/value.js';
import type { ShownValue } from '../rpc/view-contract.js';
import type { CallValues } from '../store/index.js';
import { shownValues } from './shown-value.js';

const nothing: CallValues = {
  arguments: null,
  locals: null,
  result: null,
  yielded: null,
  exception: null,
  problem: null,
};

function shown(value: Value): ShownValue {
  const { result } = shownValues({ ...nothing, result: value });
  if (result === null) throw new Error('a value is shown as nothing');
  return result;
}

/** `text | type | tone | note`, children below, indented. */
function drawn({ text: line, type, tone, note, children }: ShownValue, name = '', indent = ''): string {
  const parts = [line, type, tone, ...(note === null ? [] : [note])].join(' | ');
  const head = `${indent}${name === '' ? '' : `${name}: `}${parts}`;
  return [head, ...children.map((child) => drawn(child.value, child.name, `${indent}  `))].join('\n');
}

function nodes(tree: ShownValue): readonly ShownValue[] {
  const all = [tree];
  for (const { children } of all) all.push(...children.map(({ value }) => value));
  return all;
}

const order = { kind: 'object', type: 'shop.Order', id: 0x7f00, fields: null, more: 0, repr: null } as const;

test('what a heap snapshot can be asked for says its type and address', () => {
  expect(shown(order).object).toEqual({ type: 'shop.Order', address: '0x7f00' });
  const far = { ...order, type: 'builtins.object', id: 0xffff_ffff_ffff_fff0n };
  expect(shown(far).object).toEqual({ type: 'object', address: '0xfffffffffffffff0' });
  const { object: ofList, children } = shown(list([order, int(1)]));
  expect([ofList, ...children.map(({ value }) => value.object)]).toEqual([
    { type: 'list', address: null },
    { type: 'shop.Order', address: '0x7f00' },
    undefined,
  ]);
  for (const value of [int(1), text('x'), none]) expect(shown(value)).not.toHaveProperty('object');
});

/** Every sample of test/golden/values.ts, which has one of every kind at least. */
const expected: Readonly<Record<string, string>> = {
  none: 'None |  | keyword',
  ellipsis: 'Ellipsis |  | keyword',
  unbound: '<unbound> |  | faint',
  redacted: '<redacted> |  | faint',
  unset: '<not known> |  | faint',
  true: 'True | bool | keyword',
  false: 'False | bool | keyword',
  zero: '0 | int | number',
  'negative int': '-33 | int | number',
  'largest safe int': '9007199254740991 | int | number',
  'int beyond a double': '9007199254740992 | int | number',
  'largest uint64': '18446744073709551615 | int | number',
  'smallest int64': '-9223372036854775808 | int | number',
  'big int': '1000000000000000000000000000000 | int | number',
  'negative big int': '-18446744073709551616 | int | number',
  'huge int': '<int of 100000 bits, negative, 0x8000000000000001…> | int | number',
};

test.each(Object.entries(expected))('%s', (name, drawing) => {
  expect(drawn(shown(samples[name]))).toBe(drawing);
});

test('every kind of value', async () => {
  const rest = Object.entries(samples).filter(([name]) => !(name in expected));
  const drawing = rest.map(([name, value]) => `# ${name}\n${drawn(shown(value))}\n`).join('');
  await expect(drawing).toMatchFileSnapshot('shown-value.expected.txt');
});

test('arguments and locals keep their order, null stays null', () => {
  const values = shownValues({
    ...nothing,
    arguments: new Map<string, Value>([
      ['self', none],
      ['n', int(1)],
    ]),
    locals: new Map(),
    problem: 'The file is cut\u001b[0m',
  });
  expect(values.arguments?.map(({ name }) => name)).toEqual(['self', 'n']);
  expect(values).toMatchObject({ locals: [], result: null, exception: null, problem: 'The file is cut\\x1b[0m' });
});

test('more arguments than fit are counted', () => {
  const many = new Map(Array.from({ length: 5000 }, (_, index) => [`a${index}`, int(index)]));
  const values = shownValues({ ...nothing, arguments: many, result: none });
  expect(values.arguments).toHaveLength(1001);
  expect(values.arguments?.at(-1)?.value.text).toBe('4000 more values are not shown');
  expect(values.result?.text).toBe('None');
});

let nested: Value = int(1);
for (let level = 0; level < 100; level++) nested = list([nested, nested]);

let ranges: Value = int(1);
for (let level = 0; level < 8; level++) ranges = { kind: 'range', start: ranges, stop: ranges, step: ranges };

const hostile: Readonly<Record<string, Value>> = {
  'a long list': list(Array.from({ length: 100_000 }, (_, index) => int(index))),
  'lists in lists': list(Array.from({ length: 200 }, () => list(Array.from({ length: 200 }, () => none)))),
  'a tree of 2^100 paths': nested,
  'ranges of ranges': ranges,
  'a dict with long keys': dict(Array.from({ length: 2000 }, () => [text('\u202e'.repeat(10_000)), none])),
  'a long name': object('x\u0000'.repeat(100_000), [{ name: '<b>\u001b'.repeat(100_000), value: none }]),
  'a long message': { kind: 'error', message: '\ud800'.repeat(100_000) },
  'half a character at the cut': text('\u{1f40d}'.repeat(1000)),
  'a long module': { kind: 'module', name: `${'x'.repeat(298)}\u{1f40d}${'x'.repeat(1000)}` },
};

function judge(tree: ShownValue): void {
  const all = nodes(tree);
  expect(all.length).toBeLessThanOrEqual(3000);
  for (const { text: line, type, note, children } of all) {
    for (const said of [line, type, note ?? '', ...children.map(({ name }) => name)]) {
      expect(said.length).toBeLessThanOrEqual(300);
      expect(said).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
    }
  }
}

test.each(Object.entries(hostile))('bounded: %s', (_name, value) => {
  judge(shown(value));
});

test('what is left out is said', () => {
  expect(shown(hostile['a long list']).note).toBe('99000 more parts are not shown');
  const deep = nodes(shown(list([hostile['a tree of 2^100 paths']]))).filter(({ note }) => note !== null);
  expect(deep.length).toBeGreaterThan(0);
});

test('any value', () => {
  fc.assert(fc.property(anyValue, (value) => judge(shown(value))));
});

test('values of names that were not recorded are counted in words', () => {
  const locals = new Map<string, Value>([
    ['x', none],
    ['…', { kind: 'truncated', count: 21 }],
  ]);
  const { locals: found } = shownValues({ ...nothing, locals });
  expect(found?.[1]).toEqual({
    name: '…',
    value: { text: '21 more values were not recorded', type: '', tone: 'faint', children: [], note: null },
  });
});
