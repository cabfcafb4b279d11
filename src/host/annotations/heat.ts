/** How hot a line is: 1 (touched) to 5 (most of the time went through it). */
export type HeatLevel = 1 | 2 | 3 | 4 | 5;

export const heatLevels: readonly HeatLevel[] = [1, 2, 3, 4, 5];

/** Shares of the run's time from which on a level is reached. */
const steps: readonly (readonly [share: number, level: HeatLevel])[] = [
  [0.5, 5],
  [0.2, 4],
  [0.05, 3],
  [0.01, 2],
];

/** @param partNs total time of a line; may exceed the whole where recursion counts a line twice. */
export function heatLevel(partNs: number, wholeNs: number): HeatLevel {
  if (!(wholeNs > 0)) return 1;
  return steps.find(([share]) => partNs / wholeNs >= share)?.[1] ?? 1;
}
