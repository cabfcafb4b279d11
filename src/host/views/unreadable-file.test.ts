import { expect, test } from 'vitest';
import type { RunInfo } from '../../store/api.js';
import { unreadableFile } from './unreadable-file.js';

const process = (file: string, code: string) => ({ file, problems: [{ code, message: `${code} of ${file}` }] });
const info = {
  run: 'run',
  processes: [process('trace-1.thtrace', 'cut-short'), process('junk.thtrace', 'not-a-recording')],
  notices: [],
} as unknown as RunInfo;

test.each([
  ['junk.thtrace', 'not-a-recording of junk.thtrace'],
  ['trace-1.thtrace', null],
  ['other.thtrace', null],
])('%s: %s', (name, expected) => {
  expect(unreadableFile(info, name)).toBe(expected);
});
