import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { programBytes } from '../../../test/store/program.js';
import { runFolder } from '../../../test/store/run-folder.js';
import { openRun } from '../index.js';

const text = readFileSync(join(import.meta.dirname, '../../../docs/sql.md'), 'utf8');

/** First column of the first table below a heading, and its names. */
function documented(view: string): readonly string[] {
  const section = text.split(/^## /m).find((part) => part.startsWith(`${view}\n`)) ?? '';
  const table = section.split('\n\n').find((part) => part.startsWith('| column')) ?? '';
  return table
    .split('\n')
    .slice(2)
    .flatMap((row) => row.split('|')[1].split(','))
    .map((name) => name.trim());
}

const heapViews = ['heap_snapshots', 'heap_types', 'heap_holders', 'heap_steps', 'heap_paths'];

test.each(['calls', 'functions', 'edges', 'sites', ...heapViews])(
  'docs/sql.md names the columns of %s',
  async (view) => {
    const store = await openRun(runFolder({ 'trace-1.thtrace': programBytes() }));
    onTestFinished(() => store.close());
    const { columns } = store.sql(`SELECT * FROM ${view} LIMIT 0`);
    expect(documented(view)).toEqual(columns);
  },
);

test.each(['threads', 'processes', 'tasks', 'problems'])('and of %s', async (view) => {
  const store = await openRun(runFolder({ 'trace-1.thtrace': programBytes() }));
  onTestFinished(() => store.close());
  const { columns } = store.sql(`SELECT * FROM ${view} LIMIT 0`);
  const row = text.split('\n').find((line) => line.startsWith(`| ${view} `)) ?? '';
  const names = row
    .split('|')[2]
    .split(',')
    .map((name) => name.trim().split(/[ :]/)[0]);
  expect(names).toEqual(columns);
});
