import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { synthesizeFibonacci } from '../format/synthesize.js';
import { programBytes } from '../../test/store/program.js';
import { runFolder, temporaryFolder } from '../../test/store/run-folder.js';
import { bundleWorker } from '../../test/worker/bundle.js';
import { openRunInWorker } from './open-run-in-worker.js';
import type { WorkerOptions } from './open-run-in-worker.js';

let script: string;

beforeAll(async () => {
  script = await bundleWorker();
});

async function opened(folder: string, options: WorkerOptions = {}) {
  const worker = await openRunInWorker(folder, { script, ...options });
  onTestFinished(() => worker.dispose());
  return worker.client;
}

test('a run is opened and asked in a thread of its own', async () => {
  const fractions: number[] = [];
  const client = await opened(runFolder({ 'trace-1.thtrace': programBytes() }), {
    progress: ({ fraction }) => fractions.push(fraction),
  });
  expect(fractions.at(-1)).toBe(1);
  expect((await client.call('info', null)).processes).toMatchObject([{ pid: 4242, calls: 11 }]);
  const [fact] = await client.call('functions', 'fact');
  const [call] = await client.call('callsOf', { functionIds: [fact.functionId], limit: 10 });
  const [site] = (await client.call('sites', fact.file)).filter(({ calleeId }) => calleeId === fact.functionId);
  const query = { functionIds: [fact.functionId], siteIds: [site.siteId], limit: 1 };
  expect(await client.call('lastCalls', query)).toMatchObject([{ qualname: 'fact', callerLine: site.line }]);
  expect(await client.call('values', call.id)).toMatchObject({ result: { kind: 'int', value: 2 } });
  const spans = await client.call('viewport', { thread: 1, fromNs: 0, toNs: 4000, pixels: 4000 });
  expect(spans.startNs).toHaveLength(spans.count);
  expect((await client.call('sql', { text: 'SELECT count(*) FROM calls' })).rows).toEqual([[11]]);
  expect(await client.request('sql', { text: 'DROP TABLE function' })).toMatchObject({ err: { code: 'bad-argument' } });
  expect(await client.request('open', { folder: '/', follow: false, rebuild: false })).toMatchObject({ ok: undefined });
});

test('values arrive ready to be shown', async () => {
  const client = await opened(runFolder({ 'trace-1.thtrace': programBytes() }));
  const { hits } = await client.call('search', { text: 'FACT', limit: 10 });
  expect(hits.map(({ qualname }) => qualname)).toEqual(['fact']);
  const calls = await client.call('callsOf', { functionIds: [hits[0].functionId], limit: 10 });
  expect(await client.call('placeOf', calls[1].id)).toEqual({ index: 1, of: calls.length });
  const values = await client.call('shownValues', calls[1].id);
  expect(values).toMatchObject({ arguments: [{ name: 'n', value: { text: '1', type: 'int' } }], problem: null });
  expect(JSON.parse(JSON.stringify(values))).toEqual(values);
  expect(await client.call('shownValues', 1)).toMatchObject({ result: null, problem: 'There is no call 1.' });
});

test.each(['speedscope', 'chrome', 'cpuprofile', 'sqlite'] as const)('export to %s', async (format) => {
  const client = await opened(runFolder({ 'trace-1.thtrace': synthesizeFibonacci(18).bytes() }));
  const path = join(temporaryFolder(), `run.${format}`);
  const { bytes, intervals } = await client.call('exportTo', { format, path, exporter: 'tracehold 1.2.3' });
  expect(statSync(path).size).toBe(bytes);
  expect(intervals).toBe((await client.call('info', null)).processes[0].calls);
  // One that is cancelled leaves what was there, and nothing beside it.
  await client.request('exportTo', { format, path, exporter: '' }, AbortSignal.timeout(1));
  await expect.poll(() => readdirSync(dirname(path))).toEqual([`run.${format}`]);
});

test('while one worker exports, another answers of the same run', async () => {
  const folder = runFolder({ 'trace-1.thtrace': synthesizeFibonacci(24).bytes() });
  const timeline = await opened(folder);
  const exporter = await opened(folder);
  const path = join(temporaryFolder(), 'run.json');
  let isWriting = false;
  const begun = new Promise<void>((resolve) => {
    exporter.on('progress', () => {
      isWriting = true;
      resolve();
    });
  });
  let isOver = false;
  const exporting = exporter
    .call('exportTo', { format: 'speedscope', path, exporter: '' })
    .finally(() => (isOver = true));
  await begun;
  const answers = [];
  for (let step = 0; step < 5; step++) {
    answers.push((await timeline.call('viewport', { thread: 1, fromNs: 0, toNs: 1e9, pixels: 800 })).count);
  }
  expect({ isWriting, isOver }).toEqual({ isWriting: true, isOver: false });
  expect(answers.every((count) => count > 0)).toBe(true);
  await exporting;
});

test('a full disk and a place that cannot be written are told', async ({ skip }) => {
  skip(process.platform !== 'linux', 'only Linux has /dev/full');
  const client = await opened(runFolder({ 'trace-1.thtrace': programBytes() }));
  const place = temporaryFolder();
  const to = (path: string) => client.request('exportTo', { format: 'chrome', path, exporter: '' });
  expect(await to('/dev/full')).toMatchObject({
    err: { code: 'io', message: expect.stringMatching(/^No space is left/) as string },
  });
  expect(await to(join(place, 'no', 'a'))).toMatchObject({
    err: { code: 'io', message: expect.stringMatching(/is not there/) as string },
  });
  expect(readdirSync(place)).toEqual([]);
});

test('what cannot be opened is a coded error', async () => {
  await expect(opened(temporaryFolder())).rejects.toMatchObject({ code: 'not-found' });
});

test('opening can be cancelled, and leaves nothing behind', async () => {
  const folder = runFolder({ 'trace-1.thtrace': synthesizeFibonacci(26).bytes() });
  const controller = new AbortController();
  const opening = opened(folder, { signal: controller.signal, progress: () => controller.abort() });
  await expect(opening).rejects.toMatchObject({ code: 'cancelled' });
  await expect.poll(() => readdirSync(join(folder, 'store'))).toEqual([]);
});

test('a run that goes on is followed', async () => {
  const folder = temporaryFolder();
  const client = await opened(folder, { follow: true });
  const finished = new Promise<number>((resolve) => {
    client.on('changed', ({ calls, finished: over }) => {
      if (over) resolve(calls);
    });
  });
  writeFileSync(join(folder, 'trace-1.thtrace'), programBytes());
  await client.call('finish', null);
  expect(await finished).toBe(11);
});
