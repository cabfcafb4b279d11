import { expect, test } from 'vitest';
import { CodedError } from '../base/result.js';
import { toExportError } from './export-error.js';

test.each([
  ['ENOSPC', /No space is left for \/x\/a\.json\. Free some/],
  ['EACCES', /permission is missing\. Choose another folder/],
  ['EROFS', /read-only/],
  ['ENOENT', /the folder \/x is not there/],
  ['EISDIR', /is a folder/],
])('%s says what to do', (code, said) => {
  const error = toExportError(Object.assign(new Error(code), { code }), '/x/a.json');
  expect(error).toMatchObject({ code: 'io', message: expect.stringMatching(said) as string });
});

test('what is no failure of the file system stays', () => {
  const cancelled = new CodedError('cancelled', 'Cancelled');
  expect(toExportError(cancelled, '/x')).toBe(cancelled);
  const other = new Error('other');
  expect(toExportError(other, '/x')).toBe(other);
});
