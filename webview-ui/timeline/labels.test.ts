import { describe, expect, it } from 'vitest';
import { LabelCutter } from './labels.js';
import { baseName, plainName } from './plain-name.js';

describe('labels', () => {
  it.each([
    ['fits', 'total', 50, 'total'],
    ['fits exactly', 'total', 50, 'total'],
    ['is cut', 'total_of_order', 60, 'total…'],
    ['needs three characters', 'total', 39, ''],
    ['is cut between characters', '😀😀😀😀😀', 45, '😀😀😀…'],
    ['is empty', '', 10, ''],
  ])('a text that %s', (_, text, width, expected) => {
    const cutter = new LabelCutter((part) => Array.from(part).length * 10);
    cutter.setFont('11px sans-serif');
    expect(cutter.cut(text, width)).toBe(expected);
  });

  it.each([
    ['that fits', 'Shop.find', '', 90, 'Shop.find'],
    ['loses its class', 'Shop.find_all', '', 100, 'find_all'],
    ['loses no more than it must', 'f.<locals>.Shop.find', '', 100, 'Shop.find'],
    ['loses its scope', 'f.<locals>.<lambda>', '', 100, '<lambda>'],
    ['is cut at its end', 'OrderRepository.find_open_orders', '', 100, 'find_open…'],
    ['ends in a point', 'odd.', '', 30, ''],
    ['says how often', 'Shop.find', ' ×3', 100, 'find ×3'],
    ['without room', 'Shop.find', '', 30, ''],
  ])('a qualified name %s', (_, name, behind, width, expected) => {
    const cutter = new LabelCutter((part) => Array.from(part).length * 10);
    cutter.setFont('11px sans-serif');
    expect(cutter.cutName(name, behind, width)).toBe(expected);
  });

  it('measures every character once, and again in another font', () => {
    const asked: string[] = [];
    const cutter = new LabelCutter((part) => asked.push(part));
    cutter.setFont('a');
    cutter.cut('abab', 1);
    cutter.cut('abab', 1);
    expect(asked).toEqual(['…', 'a', 'b']);
    cutter.setFont('b');
    cutter.cut('a', 1);
    expect(asked).toEqual(['…', 'a', 'b', '…', 'a']);
  });

  it('remembers a bounded number of texts', () => {
    const cutter = new LabelCutter(() => 1, 50);
    for (let at = 0; at < 500; at++) cutter.cut(`function ${at}`, 5);
    expect(cutter.size).toBe(50);
  });
});

describe('recorded names', () => {
  it.each([
    ['<b>x</b>', '<b>x</b>'],
    ['a\u0000b\u001b[31mc', 'a�b�[31mc'],
    ['\ud800x', '�x'],
    ['exe.\u202etxt', 'exe.�txt'],
    ['x'.repeat(1e6), `${'x'.repeat(400)}…`],
  ])('are plain text: %#', (recorded, expected) => {
    expect(plainName(recorded)).toBe(expected);
  });

  it.each([
    ['/srv/shop.py', 'shop.py'],
    ['C:\\shop\\order.py', 'order.py'],
    ['<string>', '<string>'],
  ])('of files: %s', (path, expected) => {
    expect(baseName(path)).toBe(expected);
  });
});
