import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/store/run-folder.js';
import { choosePlace, storeFolder, sweep } from './folder.js';

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

test('what is left of others goes: data of other builds, findings of snapshots that are gone, files of processes that ended', () => {
  const run = temporaryFolder();
  const { folder } = choosePlace(run);
  const kept = ['calls-aa.thcols', 'heap-1-1.thheap.json', `findings-${process.pid}-aa.tmp`, 'index.sqlite'];
  const gone = ['calls-bb.thcols', 'heap-1-2.thheap.json', 'findings-999999999-aa.tmp'];
  for (const name of [...kept, ...gone]) writeFileSync(join(folder, name), '');
  writeFileSync(join(run, 'heap-1-1.thheap'), '');
  sweep(folder, 'aa');
  expect(readdirSync(folder).toSorted()).toEqual(kept.toSorted());
});
