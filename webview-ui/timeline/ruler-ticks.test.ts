import { describe, expect, it } from 'vitest';
import { rulerTicks } from './ruler-ticks.js';

const labels = (fromNs: number, toNs: number, width = 450) =>
  rulerTicks({ fromNs, toNs }, width).map(({ label }) => label);

describe('ticks of the ruler', () => {
  it.each([
    ['milliseconds', 0, 5e6, ['0', '1 ms', '2 ms', '3 ms', '4 ms', '5 ms']],
    ['across a unit', 600e6, 1400e6, ['600 ms', '800 ms', '1.0 s', '1.2 s', '1.4 s']],
    ['nanoseconds', 0, 50, ['0', '10 ns', '20 ns', '30 ns', '40 ns', '50 ns']],
    ['far from the start', 5e9, 5e9 + 400, ['5.0000000 s', '5.0000001 s', '5.0000002 s', '5.0000003 s', '5.0000004 s']],
    ['minutes', 0, 300e9, ['0', '1:00', '2:00', '3:00', '4:00', '5:00']],
    ['hours', 3_600e9, 3_600e9 + 3_600e9, ['1:00:00', '1:15:00', '1:30:00', '1:45:00', '2:00:00']],
  ])('are on round times: %s', (_, fromNs, toNs, expected) => {
    expect(labels(fromNs, toNs)).toEqual(expected);
  });

  it('keep their distance, whatever the scale', () => {
    for (let length = 10; length < 1e15; length *= 3.7) {
      const ticks = rulerTicks({ fromNs: 0, toNs: length }, 1000);
      expect(ticks.length).toBeGreaterThan(0);
      expect(ticks.length).toBeLessThanOrEqual(12);
    }
  });

  it('are none where there is nothing to see', () => {
    expect(rulerTicks({ fromNs: 0, toNs: 100 }, 0)).toEqual([]);
  });
});
