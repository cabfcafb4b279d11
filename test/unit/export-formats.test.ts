/**
 * The exporters against the programs that read their files, over arbitrary call trees: nothing is dropped, and times
 * agree to the nanosecond. test/cli/export.test.ts does the same with a real recording.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { writeChromeTrace } from '../../src/export/chrome.js';
import { writeCpuProfile } from '../../src/export/cpuprofile.js';
import type { ExportSource, TextSink, Watch } from '../../src/export/source.js';
import { writeSpeedscope } from '../../src/export/speedscope.js';
import { openInDevTools } from '../consumers/devtools.js';
import type { ChromeTrace } from '../consumers/devtools.js';
import { importIntoSpeedscope } from '../consumers/speedscope.js';

interface Call {
  readonly functionId: number;
  /** Nanoseconds before it, in it before its children, and after the last. */
  readonly before: number;
  readonly inside: number;
  readonly after: number;
  readonly children: readonly Call[];
}

const functions = [
  { id: 1, name: 'main', file: '/project/a.py', line: 1 },
  { id: 2, name: 'Order.<locals>."total"', file: '/project/b.py', line: 7 },
  { id: 3, name: '<string>\u001b\ud800', file: '<string>', line: 0 },
];

/** Zeros among them, so that begins and ends fall on one another. */
const time = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 10_000_000 }));

const call: fc.Memo<Call> = fc.memo((depth) =>
  fc.record({
    functionId: fc.constantFrom(...functions.map(({ id }) => id)),
    before: time,
    // An interval of no length has no place in a tree that is built from times.
    inside: fc.integer({ min: 1, max: 10_000_000 }),
    after: time,
    children: depth > 1 ? fc.array(call(depth - 1), { maxLength: 3 }) : fc.constant([]),
  }),
);

interface Totals {
  readonly self: Map<string, number>;
  readonly count: Map<string, number>;
}

function sourceOf(threads: readonly (readonly Call[])[], startNs: number): { source: ExportSource; totals: Totals } {
  const totals: Totals = { self: new Map(), count: new Map() };
  const walks = threads.map((roots) => {
    const boundaries: [begin: boolean, functionId: number, atNs: number][] = [];
    let now = startNs;
    const visit = ({ functionId, before, inside, after, children }: Call) => {
      const { name } = functions[functionId - 1];
      totals.self.set(
        name,
        (totals.self.get(name) ?? 0) + inside + after + children.reduce((sum, c) => sum + c.before, 0),
      );
      totals.count.set(name, (totals.count.get(name) ?? 0) + 1);
      now += before;
      boundaries.push([true, functionId, now]);
      now += inside;
      children.forEach(visit);
      now += after;
      boundaries.push([false, functionId, now]);
    };
    roots.forEach(visit);
    return boundaries;
  });
  const source: ExportSource = {
    title: 'arbitrary',
    functions,
    processes: [{ id: 1, pid: 7, name: 'a.py', offsetNs: 0 }],
    threads: walks.map((boundaries, index) => ({
      id: index + 1,
      process: 1,
      nativeId: 7,
      name: `thread ${index}`,
      firstNs: startNs,
      lastNs: boundaries.at(-1)?.[2] ?? startNs,
      calls: boundaries.length / 2,
    })),
    walk(thread, visitor) {
      for (const [begin, functionId, atNs] of walks[thread - 1]) {
        if (begin) visitor.begin(functionId, atNs);
        else visitor.end(functionId, atNs);
      }
    },
  };
  return { source, totals };
}

const nothing: Watch = () => undefined;

function textOf(
  write: (source: ExportSource, exporter: string, sink: TextSink, watch: Watch) => void,
  source: ExportSource,
) {
  const parts: string[] = [];
  write(source, 'tracehold', { write: (text) => void parts.push(text) }, nothing);
  return parts.join('');
}

const threads = fc.array(fc.array(call(5), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 });
const hour = 3_600e9;

test('speedscope shows the same self times', async () => {
  await fc.assert(
    fc.asyncProperty(threads, fc.nat(hour), async (roots, startNs) => {
      const { source, totals } = sourceOf(roots, startNs);
      const group = await importIntoSpeedscope('run.speedscope.json', textOf(writeSpeedscope, source));
      expect(group.profiles.map((profile) => profile.getName())).toEqual(source.threads.map(({ name }) => name));
      const self = new Map<string, number>();
      for (const profile of group.profiles) {
        profile.forEachFrame((frame) => self.set(frame.name, (self.get(frame.name) ?? 0) + frame.getSelfWeight()));
      }
      for (const [name, ns] of totals.self) expect(self.get(name)).toBe(ns);
    }),
    { numRuns: 60, endOnFailure: true },
  );
});

test('speedscope shows the same self times of a CPU profile', async () => {
  await fc.assert(
    fc.asyncProperty(threads, fc.nat(hour), async (roots, startNs) => {
      const { source, totals } = sourceOf(roots, startNs);
      const group = await importIntoSpeedscope('run.cpuprofile', textOf(writeCpuProfile, source));
      const self = new Map<string, number>();
      for (const profile of group.profiles) {
        profile.forEachFrame((frame) => self.set(frame.name, (self.get(frame.name) ?? 0) + frame.getSelfWeight()));
      }
      // In microseconds, added up as doubles.
      for (const [name, ns] of totals.self) expect((self.get(name) ?? 0) * 1000).toBeCloseTo(ns, 1);
    }),
    { numRuns: 60, endOnFailure: true },
  );
});

test("Chrome's performance panel shows every interval and the same self times", async () => {
  await fc.assert(
    fc.asyncProperty(threads, fc.nat(hour), async (roots, startNs) => {
      const { source, totals } = sourceOf(roots, startNs);
      const shown = await openInDevTools(JSON.parse(textOf(writeChromeTrace, source)) as ChromeTrace);
      expect(new Set(shown.map(({ name }) => name))).toEqual(new Set(source.threads.map(({ name }) => name)));
      for (const [name, count] of totals.count) {
        const seen = shown.reduce((sum, { countOf }) => sum + (countOf.get(name) ?? 0), 0);
        const self = shown.reduce((sum, { selfOf }) => sum + (selfOf.get(name) ?? 0), 0);
        expect(seen).toBe(count);
        expect(Math.abs(self * 1000 - (totals.self.get(name) ?? 0))).toBeLessThan(count);
      }
    }),
    { numRuns: 60, endOnFailure: true },
  );
});
