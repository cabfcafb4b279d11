/** Retained sizes of real programs, judged by memlab, which reads what we export: Chrome's format of heap snapshots. */
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { dominatorTree } from '../../src/heap/dominators.js';
import { edgeSets } from '../../src/heap/edge-sets.js';
import { openSnapshot } from '../../src/heap/open-snapshot.js';
import { ensureMemlab, runMemlab } from '../bench/heap/memlab.js';
import { Workplace, newest } from '../cli/support/cli.js';

const work = new Workplace();
afterAll(() => work.remove());

function memlabIsMissing(): string | null {
  try {
    ensureMemlab();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const missing = memlabIsMissing();

/** Programs of Python itself, large enough for modules, frames, cycles and what C holds. */
const programs: Readonly<Record<string, string>> = {
  'parsed sources': `
import ast, asyncio, decimal, email, http.client, inspect, json, logging, pathlib, unittest
trees = [ast.parse(pathlib.Path(module.__file__).read_text()) for module in (ast, inspect, json, logging, decimal)]
by_name = {node.name: (node, tree) for tree in trees for node in ast.walk(tree) if hasattr(node, "name")}
`,
  'a database, threads and exceptions': `
import concurrent.futures, gc, sqlite3, threading, xml.dom.minidom
gc.disable()
connection = sqlite3.connect(":memory:")
connection.execute("create table page (name text, body text)")
connection.executemany("insert into page values (?, ?)", ((str(n), "x" * n) for n in range(500)))
rows = connection.execute("select * from page").fetchall()
def work(n):
    block = bytearray(1000 + n)
    if n % 3 == 0:
        raise ValueError(n)
    return block
with concurrent.futures.ThreadPoolExecutor(4) as pool:
    futures = [pool.submit(work, n) for n in range(300)]
document = xml.dom.minidom.parseString("<a>" + "<b><c>text</c></b>" * 2000 + "</a>")
for n in range(200):
    cycle = [n]
    cycle.append(cycle)
`,
};

test.for(Object.entries(programs))('memlab finds the same retained sizes: %s', async ([name, program], { skip }) => {
  if (missing !== null) {
    skip(missing);
    return;
  }
  const file = `${name.replaceAll(/\W/g, '_')}.py`;
  work.write(file, program);
  const out = work.path(`${file}-run`);
  const recorded = await work.tracehold([
    'record',
    '--python',
    newest.path,
    '--heap-at-exit',
    '--out',
    out,
    '--',
    file,
  ]);
  expect(recorded.code, recorded.stderr).toBe(0);
  const snapshot = readdirSync(out).find((one) => one.endsWith('.thheap')) ?? '';
  const exported = work.path(`${file}.heapsnapshot`);
  const written = await work.tracehold([
    'heap',
    'export',
    join(out, snapshot),
    '--format',
    'heapsnapshot',
    '-o',
    exported,
  ]);
  expect(written.code, written.stderr).toBe(0);

  const found = await openSnapshot(join(out, snapshot));
  const { retainedBytes } = dominatorTree(found.graph, edgeSets.weak);
  const scratch = work.path(`${file}-memlab`);
  mkdirSync(scratch);
  const theirs = runMemlab(exported, scratch);
  expect(found.graph.nodeCount).toBeGreaterThan(30_000);
  expect(theirs.retainedBytes).toHaveLength(found.graph.nodeCount);
  const others = [...retainedBytes.keys()].filter((node) => retainedBytes[node] !== theirs.retainedBytes[node]);
  expect(others).toEqual([]);

  const parsed = JSON.parse(readFileSync(exported, 'utf8')) as { readonly strings: readonly string[] };
  expect(parsed.strings).toContain('module __main__');
});
