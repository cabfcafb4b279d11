/** Tests that the recorder changes and an empty hook does not: each with what it is about the recorder. */
export interface KnownEffect {
  readonly tests: RegExp;
  readonly reason: string;
  readonly on: (minor: number) => boolean;
}

const beforeMonitoring = (minor: number) => minor < 12;

export const knownEffects: readonly KnownEffect[] = [
  {
    tests: /\.(test_nokeepref|testExceptionCleanupState)$/,
    reason: 'before 3.12 a frame whose variables were read keeps what they held until its next event',
    on: beforeMonitoring,
  },
];
