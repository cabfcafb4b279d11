import { expect, test } from 'vitest';
import { runPlace } from './run-place.js';

const shop = { name: 'shop', path: '/work/shop' };
const api = { name: 'API', path: '/work/shop/api' };

test.each([
  ['/work/shop/.tracehold/r', [shop], null],
  ['/work/shop/deep/er/.tracehold/r', [shop], null],
  ['/work/shop/.tracehold/r', [shop, api], 'shop'],
  ['/work/shop/api/.tracehold/r', [shop, api], 'API'],
  ['/work/shop/api/.tracehold/r', [api, shop], 'API'],
  ['/work/shopping/.tracehold/r', [shop], 'shopping'],
  ['/work/shop', [shop], 'work'],
  ['/elsewhere/.tracehold/r', [shop, api], 'elsewhere'],
  // A single file without a folder.
  ['/home/me/scripts/.tracehold/r', [], 'scripts'],
  ['/home/me/downloads/run', [], 'downloads'],
  ['/run', [], '/'],
  ['/.tracehold/r', [], '/.tracehold'],
])('%s in %j is of %s', (run, workspace, expected) => {
  expect(runPlace(run, workspace)).toBe(expected);
});
