import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import type { CallRow } from '../../src/store/api.js';
import type { Model } from '../app/model.js';
import { testCall } from './test-calls.js';
import { testProcess, testThread } from './test-lanes.js';
import { TimelineState } from './timeline-state.js';

function timeline(kept: Readonly<Record<string, unknown>> = {}, live = false) {
  const info = signal({ run: 'shop', processes: [testProcess({ durationNs: 1_000_000 })], notices: [] });
  const model = {
    info,
    threads: signal([testThread({ maxDepth: 99, lastNs: 1_000_000 })]),
    live: signal(live),
    selection: signal({ thread: 1, call: 5 }),
    selectedCall: signal<CallRow | null>(null),
    kept: <T>(key: string, initial: T, isValid: (value: unknown) => value is T) =>
      signal(isValid(kept[key]) ? kept[key] : initial),
    select: () => {},
  };
  const state = new TimelineState(model as unknown as Model);
  const grow = (durationNs: number) => {
    info.value = { ...info.value, processes: [testProcess({ durationNs })] };
  };
  return { state, model, grow };
}

describe('what is looked at', () => {
  it('is all at first, and again when one zooms out', () => {
    const { state } = timeline();
    expect(state.view.value).toEqual({ fromNs: 0, toNs: 1_000_000 });
    state.zoom(0.5);
    state.zoom(4);
    expect(state.view.value).toEqual({ fromNs: 0, toNs: 1_000_000 });
  });

  it.each([[{ fromNs: 5, toNs: 1 }], ['x'], [{ fromNs: -5, toNs: Number.NaN }], [[]]])(
    'is not what makes no sense: %j',
    (view) => {
      const { state } = timeline({ 'timeline.view': view, 'timeline.scrollTop': 'x', 'timeline.collapsed': ['y'] });
      expect(state.view.value).toEqual({ fromNs: 0, toNs: 1_000_000 });
      expect(state.lanes.value[0].rows).toBe(100);
    },
  );

  it('moves to a call selected elsewhere, and opens its lane', () => {
    const { state, model } = timeline({ 'timeline.collapsed': [1] });
    model.selectedCall.value = testCall({ id: 9, startNs: 500_000, durationNs: 10, depth: 80 });
    expect(state.lanes.value[0].collapsed).toBe(false);
    expect(state.view.value.toNs - state.view.value.fromNs).toBeLessThan(1000);
    expect(state.scrollTop.value).toBeGreaterThan(1000);
  });

  it('stays after a reload, wherever the selected call is', () => {
    const view = { fromNs: 100_000, toNs: 200_000 };
    const { state, model } = timeline({ 'timeline.view': view });
    model.selectedCall.value = testCall({ id: 5, startNs: 500_000, durationNs: 10 });
    expect(state.view.value).toEqual(view);
  });
});

describe('following a run', () => {
  it('keeps its end in view until one moves away, and after one comes back', () => {
    const { state, grow } = timeline({}, true);
    grow(2_000_000);
    expect(state.view.value).toEqual({ fromNs: 0, toNs: 2_000_000 });
    state.show({ fromNs: 0, toNs: 500_000 });
    grow(3_000_000);
    expect(state.view.value).toEqual({ fromNs: 0, toNs: 500_000 });
    state.setFollows(true);
    grow(4_000_000);
    expect(state.view.value).toEqual({ fromNs: 3_500_000, toNs: 4_000_000 });
  });
});
