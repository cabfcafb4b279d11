import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EventKind } from '../format/schema.gen.js';
import type { TestEvent } from '../../test/trace/events.js';
import { anyEvents, toChunks } from '../../test/trace/events.js';
import { build } from '../../test/trace/collect.js';
import type { Built } from '../../test/trace/collect.js';
import { naive } from '../../test/trace/naive.js';
import type { NaiveCall, NaiveRun, NaiveSlice } from '../../test/trace/naive.js';
import { SliceFlag, sliceId } from './slice.js';

const ENDED = ['open', 'return', 'unwind', 'yield', 'lost'];

function idOf({ thread, index }: NaiveSlice): number {
  return sliceId(thread, index);
}

/** Rows of all chunks of a thread, as the naive model would tell them. */
function built({ sink }: Built, thread: number): readonly unknown[] {
  return sink.of(thread).flatMap((chunk) =>
    Array.from({ length: chunk.count }, (_, row) => ({
      index: chunk.first + row,
      startNs: chunk.start[row],
      endNs: chunk.start[row] + chunk.duration[row],
      fn: chunk.functions[row],
      site: chunk.sites[row],
      userSite: chunk.userSites.get(row, 0),
      task: chunk.tasks.get(row, 0),
      depth: chunk.depth[row],
      subtree: chunk.subtree[row],
      argument: chunk.argument[row],
      exit: chunk.exit[row],
      allocated: chunk.allocated?.[row] ?? 0,
      freed: chunk.freed?.[row] ?? 0,
      ended: ENDED[chunk.flags[row] & SliceFlag.endedMask],
      previous: chunk.previous.get(row, -1),
      late: sink.late.get(sliceId(thread, chunk.first + row)),
    })),
  );
}

function expected(run: NaiveRun, thread: number): readonly unknown[] {
  return run.slices[thread].map(({ call, told, late, ...rest }) => {
    const { caller: _caller, outermost: _outermost, thread: _thread, self: _self, total: _total, ...slice } = rest;
    const place = call.slices.findIndex((each) => each.index === slice.index && each.thread === thread);
    return {
      ...slice,
      ...told,
      previous: place > 0 ? idOf(call.slices[place - 1]) : -1,
      late: late === undefined || late < 0 ? undefined : late,
    };
  });
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}

function length({ startNs, endNs }: NaiveSlice): number {
  return endNs - startNs;
}

function isValued({ slices }: NaiveCall): boolean {
  return slices.some(({ argument, exit, late = -1 }) => argument >= 0 || exit >= 0 || late >= 0);
}

function expectStatistics({ builder }: Built, run: NaiveRun): void {
  const { functions, edges, sites } = builder.totals;
  const slices = run.slices.flat();
  for (let fn = 1; fn <= 5; fn++) {
    const own = slices.filter((slice) => slice.fn === fn);
    const once = own.filter((slice) => slice.outermost.fn);
    const calls = run.calls.filter((call) => call.slices[0].fn === fn);
    const observed = run.calls.flatMap((call) => call.observed);
    const times = observed.filter((each) => each.fn === fn).map(({ ns }) => ns);
    const below = (slice: NaiveSlice) =>
      sum(
        slices.filter(({ caller }) => caller === slice),
        length,
      );
    expect({
      calls: functions.calls[fn],
      resumes: functions.resumes[fn],
      exceptions: functions.exceptions[fn],
      valuesKept: functions.valuesKept[fn],
      selfNs: functions.selfNs[fn],
      totalNs: functions.totalNs[fn],
      minNs: functions.minNs[fn],
      maxNs: functions.maxNs[fn],
      selfAllocated: functions.selfAllocated[fn],
      selfFreed: functions.selfFreed[fn],
      totalAllocated: functions.totalAllocated[fn],
      totalFreed: functions.totalFreed[fn],
    }).toEqual({
      calls: calls.length,
      resumes: run.resumes.get(fn) ?? 0,
      exceptions: own.filter(({ ended }) => ended === 'unwind').length,
      valuesKept: calls.filter(isValued).length,
      selfNs: sum(own, (slice) => length(slice) - below(slice)),
      totalNs: sum(once, length),
      minNs: Math.min(Infinity, ...times),
      maxNs: Math.max(0, ...times),
      selfAllocated: sum(own, ({ self }) => self.allocated),
      selfFreed: sum(own, ({ self }) => self.freed),
      totalAllocated: sum(once, ({ total }) => total.allocated),
      totalFreed: sum(once, ({ total }) => total.freed),
    });
    for (let other = 0; other <= 5; other++) {
      const edge = edges.pairs.ordinal(other, fn);
      const via = own.filter(({ caller }) => (caller?.fn ?? 0) === other);
      if (edges.calls[edge] > 0 || via.length > 0) {
        expect(edges.calls[edge]).toBe(calls.filter((call) => (call.slices[0].caller?.fn ?? 0) === other).length);
        expect(edges.totalNs[edge]).toBe(
          sum(
            via.filter(({ outermost }) => outermost.edge),
            length,
          ),
        );
      }
      if (other === 0 || other > 3) continue;
      const site = sites.pairs.ordinal(other, fn);
      const from = own.filter((slice) => slice.site === other);
      expect(sites.totalNs[site]).toBe(
        sum(
          from.filter(({ outermost }) => outermost.site),
          length,
        ),
      );
    }
  }
}

function expectSame(events: readonly TestEvent[], longest: number): void {
  const run = naive(events);
  const result = build(toChunks(events, longest));
  for (const thread of [1, 2]) expect(built(result, thread)).toEqual(expected(run, thread));
  expect(result.builder.mismatches).toMatchObject({ lost: run.lost, endsWithoutBegin: run.endsWithoutBegin });
  expectStatistics(result, run);
  expectActivations(result, run);
}

function expectActivations({ activations }: Built, run: NaiveRun): void {
  const known = run.calls.filter(({ serial }) => serial > 0);
  expect(activations.count).toBe(known.length);
  for (const [at, { slices }] of known.entries()) {
    const last = slices.at(-1);
    expect(activations.get(at + 1)).toMatchObject({
      first: idOf(slices[0]),
      last: last === undefined ? 0 : idOf(last),
      intervals: slices.length,
      activeNs: sum(slices, length),
    });
  }
}

test('events become the calls that a plain model sees, however they are cut into chunks', () => {
  fc.assert(
    fc.property(anyEvents, fc.integer({ min: 1, max: 40 }), (events, longest) => expectSame(events, longest)),
    { numRuns: 400 },
  );
});

test('most chunks may have to leave memory while their calls are open', () => {
  const random = linear(7);
  const events: TestEvent[] = [];
  const open: TestEvent[] = [];
  for (let atNs = 0; events.length < 150_000; atNs += 1 + random(500)) {
    // Deeper and deeper first, then back: nearly every chunk waits for its outermost calls.
    const deeper = random(100) < (events.length < 90_000 ? 62 : 30) || open.length === 0;
    const top = deeper ? undefined : open.pop();
    const fn = top?.fn ?? 1 + random(2);
    const kind = deeper ? EventKind.call : random(20) === 0 ? EventKind.unwind : EventKind.return;
    const rest = { site: random(4), userSite: 0, activation: 0, task: 0, value: random(3) };
    const event = { thread: 1, kind, fn, atNs, ...rest, allocated: random(5000), freed: random(5000) };
    events.push(event);
    if (deeper) open.push(event);
  }
  const result = build(toChunks(events, 5000), 1);
  expect(result.sink.of(1).length).toBeGreaterThan(4);
  expect(built(result, 1)).toEqual(expected(naive(events), 1));
});

/** Numerical Recipes' linear congruential generator: integers below a bound. */
function linear(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
