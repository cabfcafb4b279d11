import { expect, test } from 'vitest';
import { runPlace } from './run-place.js';

const shop = { name: 'shop', path: '/srv/shop' };
const api = { name: 'API', path: '/srv/shop/api' };

test.each([
  ['/srv/shop/.tracehold/r', [shop], null],
  ['/srv/shop/deep/er/.tracehold/r', [shop], null],
  ['/srv/shop/.tracehold/r', [shop, api], 'shop'],
  ['/srv/shop/api/.tracehold/r', [shop, api], 'API'],
  ['/srv/shop/api/.tracehold/r', [api, shop], 'API'],
  ['/srv/shopping/.tracehold/r', [shop], 'shopping'],
  ['/srv/shop', [shop], 'srv'],
  ['/elsewhere/.tracehold/r', [shop, api], 'elsewhere'],
  // A single file without a folder.
  ['/home/me/scripts/.tracehold/r', [], 'scripts'],
  ['/home/me/downloads/run', [], 'downloads'],
  ['/run', [], '/'],
  ['/.tracehold/r', [], '/.tracehold'],
])('%s in %j is of %s', (run, workspace, expected) => {
  expect(runPlace(run, workspace)).toBe(expected);
});
