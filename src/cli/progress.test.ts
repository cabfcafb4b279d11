import { expect, test } from 'vitest';
import { ProgressLine, progressText } from './progress.js';
import { plainStyle } from './style.js';

function lineOn(errIsTerminal: boolean): { line: ProgressLine; written: string[] } {
  const written: string[] = [];
  const line = new ProgressLine({ err: (text) => void written.push(text), errIsTerminal, errStyle: plainStyle });
  return { line, written };
}

test('nothing is written where nobody would see it go', () => {
  const { line, written } = lineOn(false);
  line.show('reading');
  line.clear();
  expect(written).toEqual([]);
});

test('a terminal is left as it was', () => {
  const { line, written } = lineOn(true);
  line.clear();
  line.show('reading');
  line.clear();
  line.clear();
  expect(written).toEqual(['\rreading\u001b[K', '\r\u001b[K']);
});

test.each([
  [0.456, 'tracehold: reading 45 %, 1,200 calls'],
  [1.2, 'tracehold: reading 100 %, 1,200 calls'],
  [Number.NaN, 'tracehold: reading 0 %, 1,200 calls'],
])('%d', (fraction, text) => {
  expect(progressText('reading', { fraction, calls: 1200 })).toBe(text);
});
