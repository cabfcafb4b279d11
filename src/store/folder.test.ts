import { existsSync, rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/store/run-folder.js';
import { choosePlace, storeFolder } from './folder.js';

test('the store of a run is in its folder, also the second time', () => {
  const run = temporaryFolder();
  for (let time = 0; time < 2; time++) {
    expect(choosePlace(run)).toMatchObject({ folder: storeFolder(run), temporary: false });
  }
});

test('a run that was removed does not come back', () => {
  const run = temporaryFolder();
  rmSync(run, { recursive: true });
  expect(() => choosePlace(run)).toThrow(expect.objectContaining({ code: 'not-found' }));
  expect(existsSync(run)).toBe(false);
});
