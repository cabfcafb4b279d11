import { describe, expect, test } from 'vitest';
import { bundleHostTests } from '../../scripts/harness-bundle.mjs';
import { repository } from '../harness/places.js';
import { runInHost } from '../harness/run-in-host.js';
import { unavailable, useSession } from './session.js';

const WINDOWS = 5;
/** The claim is a p95 of 100 ms, which is printed; a machine that is busy with something else must not fail the test. */
const LONGEST_MS = 300;

describe.skipIf(unavailable)('activation', () => {
  const session = useSession();

  test('happens on use only, and is quick in every new window', async () => {
    const { activationTime } = await bundleHostTests();
    const times: number[] = [];
    for (let window = 0; window < WINDOWS; window++) {
      const said: string[] = [];
      const code = await runInHost(session().browser, session().server, {
        folder: session().workspace.folder,
        extensions: [repository],
        tests: activationTime,
        timeoutMs: 60_000,
        print: (text) => said.push(text),
      });
      expect(code, said.join('\n')).toBe(0);
      times.push(Number(/activated in ([\d.]+) ms/.exec(said.join('\n'))?.[1]));
    }
    const sorted = times.toSorted((a, b) => a - b);
    const p95 = sorted[Math.ceil(0.95 * WINDOWS) - 1];
    process.stdout.write(
      `activation of ${WINDOWS} windows: median ${sorted[Math.floor(WINDOWS / 2)]} ms, p95 ${p95} ms\n`,
    );
    expect(p95).toBeLessThan(LONGEST_MS);
  });
});
