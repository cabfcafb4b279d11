import { expect, test } from 'vitest';
import { classify, commonTail, exactGlob, fileName, isSamePath, sameTail } from './recorded-path.js';
import type { Platform, RecordedPath } from './recorded-path.js';

const none: RecordedPath = { kind: 'none' };
const foreign: RecordedPath = { kind: 'foreign' };

test.each<[string, Platform, string | null, RecordedPath]>([
  ['<string>', 'posix', '/w', none],
  ['<frozen importlib._bootstrap>', 'win32', 'C:\\w', none],
  ['', 'posix', '/w', none],
  ['/srv/app.py', 'posix', null, { kind: 'local', path: '/srv/app.py' }],
  ['/srv/<odd>.py', 'posix', null, { kind: 'local', path: '/srv/<odd>.py' }],
  ['/srv/app.py', 'win32', 'C:\\w', foreign],
  ['C:\\shop\\app.py', 'posix', '/w', foreign],
  ['c:/shop/app.py', 'win32', null, { kind: 'local', path: 'c:/shop/app.py' }],
  ['\\\\server\\share\\app.py', 'posix', '/w', foreign],
  ['pkg/app.py', 'posix', '/w', { kind: 'local', path: '/w/pkg/app.py' }],
  ['pkg\\app.py', 'win32', 'C:\\w', { kind: 'local', path: 'C:\\w\\pkg\\app.py' }],
  ['pkg/app.py', 'posix', null, foreign],
])('%s on %s', (file, on, base, expected) => {
  expect(classify(file, on, base)).toEqual(expected);
});

test.each([
  ['C:\\Shop\\orders\\Main.py', '/home/me/shop/orders/main.py', 3],
  ['/a/b/main.py', '/x/b/main.py', 2],
  ['/a/Main.py', '/a/main.py', 0],
  ['/a/back\\slash.py', '/b/slash.py', 0],
])('%s and %s end alike in %d parts', (a, b, common) => {
  expect(commonTail(a, b)).toBe(common);
});

test('the candidate that is most alike comes first, others of the name after it', () => {
  const candidates = ['/w/tests/main.py', '/w/shop/orders/main.py', '/w/other.py'];
  expect(sameTail('D:\\src\\shop\\orders\\main.py', candidates)).toEqual([candidates[1], candidates[0]]);
});

test('names, globs and sameness', () => {
  expect(fileName('C:\\a\\b.py')).toBe('b.py');
  expect(fileName('/a/b.py')).toBe('b.py');
  expect(exactGlob('a[1]*{x}.py')).toBe('a[[]1[]][*][{]x[}].py');
  expect(isSamePath('/a/../b.py', '/b.py', 'posix')).toBe(true);
  expect(isSamePath('C:\\A.py', 'c:/a.py', 'win32')).toBe(true);
  expect(isSamePath('/A.py', '/a.py', 'posix')).toBe(false);
});
