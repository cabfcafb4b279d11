import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { heapClient } from '../../test/heap/heap-client.js';
import { cacheSnapshot } from '../../test/store/heap-run.js';
import { programBytes } from '../../test/store/program.js';
import { runFolder } from '../../test/store/run-folder.js';
import { openRun } from '../store/index.js';

test('what the editor found out about a snapshot answers sql', async () => {
  const folder = runFolder({
    'trace-1.thtrace': programBytes(),
    'heap-4242-1.thheap': cacheSnapshot({ entries: 10, takenNs: 5 }),
  });
  const asking = heapClient();
  const { sentence } = await asking.call('open', { path: join(folder, 'heap-4242-1.thheap') });
  await vi.waitFor(() => expect(existsSync(join(folder, 'store', 'heap-4242-1.thheap.json'))).toBe(true));
  const store = await openRun(folder);
  onTestFinished(() => store.close());
  expect(store.sql('SELECT sentence FROM heap_holders')).toMatchObject({ rows: [[sentence]], notice: null });
  expect(store.heapSeries(1).types[0]).toMatchObject({ type: 'Page' });
});

test('what cannot be read leaves nothing', async () => {
  const folder = runFolder({ 'trace-1.thtrace': programBytes() });
  const path = join(folder, 'heap-1-1.thheap');
  writeFileSync(path, 'just a text');
  const asking = heapClient();
  expect(await asking.request('open', { path })).toMatchObject({ err: { code: 'not-a-recording' } });
  expect(existsSync(join(folder, 'store'))).toBe(false);
});
