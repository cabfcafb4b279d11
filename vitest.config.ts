import { defineConfig } from 'vitest/config';

/** Real programs under a tracer take minutes on two cores; a unit test that needs more than ten seconds is wrong. */
export default defineConfig({
  test: {
    // The bundles carry msgpackr without its native addon, so that is what the tests judge.
    env: { MSGPACKR_NATIVE_ACCELERATION_DISABLED: 'true' },
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'src/**/*.test.ts',
            'webview-ui/**/*.test.ts',
            'schema/**/*.test.ts',
            'scripts/**/*.test.ts',
            'test/{unit,golden,harness,bench}/**/*.test.ts',
          ],
          setupFiles: ['test/unit/property-seed.ts'],
          testTimeout: 10_000,
        },
      },
      {
        test: {
          name: 'cli',
          include: ['test/cli/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/e2e/setup.ts'],
          // A server and a browser at a time is what two cores bear.
          fileParallelism: false,
          expect: { poll: { timeout: 15_000, interval: 100 } },
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'real',
          include: ['test/real/**/*.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
