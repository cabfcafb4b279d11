import { signal } from '@preact/signals';
import { expect, test } from 'vitest';
import type { RunInfo } from '../../src/store/api.js';
import type { Model } from '../app/model.js';
import { ColourChoice } from './colour-choice.js';
import { testProcess } from './test-lanes.js';

function choice(process: Parameters<typeof testProcess>[0] | null, kept?: unknown) {
  const info = signal<RunInfo | null>(
    process === null ? null : { run: 'shop', processes: [testProcess(process)], notices: [] },
  );
  const byMemory = signal(kept);
  const model = {
    info,
    kept: (_: string, initial: boolean, isValid: (value: unknown) => boolean) => {
      if (!isValid(byMemory.value)) byMemory.value = initial;
      return byMemory;
    },
  };
  return { colours: new ColourChoice(model as unknown as Model), info, byMemory };
}

test('colours mean functions until somebody wants memory, and are kept', () => {
  const { colours, byMemory } = choice({ allocations: true }, 'nonsense');
  expect(colours.byMemory.value).toBe(false);
  colours.toggle();
  expect([colours.byMemory.value, byMemory.value]).toEqual([true, true]);
  colours.toggle();
  expect(colours.byMemory.value).toBe(false);
});

test('where nothing was counted it is explained, and what was wanted elsewhere stays wanted', () => {
  const { colours, info, byMemory } = choice({ recorder: 'pure' }, true);
  expect([colours.byMemory.value, colours.explains.value]).toEqual([false, false]);
  colours.toggle();
  expect([colours.byMemory.value, colours.explains.value, byMemory.value]).toEqual([false, true, true]);
  expect(colours.uncounted.value).toMatch(/pure recorder/);
  // A live run, whose second process counts.
  info.value = { run: 'shop', processes: [testProcess({}), testProcess({ allocations: true })], notices: [] };
  expect([colours.byMemory.value, colours.explains.value]).toEqual([true, false]);
});

test('nothing is said of a run before it is known', () => {
  const { colours } = choice(null, true);
  expect([colours.byMemory.value, colours.uncounted.value]).toEqual([false, null]);
});
