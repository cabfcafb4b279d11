import { describe, expect, test } from 'vitest';
import { activateInNewWindow, activationLine, summary } from '../harness/activation.js';
import type { ActivationTime } from '../harness/activation.js';
import { unavailable, useSession } from './session.js';

const WINDOWS = 6;

describe.skipIf(unavailable)('activation', () => {
  const session = useSession();

  // The time is printed and not judged: a busy machine must not fail a test. `npm run bench -- activation` measures it.
  test('happens on use only, in every new window', { timeout: 600_000 }, async () => {
    const { browser, server, workspace } = session();
    const times: ActivationTime[] = [];
    while (times.length < WINDOWS) times.push(await activateInNewWindow(browser, server, workspace.folder));
    process.stdout.write(`${activationLine(summary(times))}\n`);
    expect(times).toHaveLength(WINDOWS);
  });
});
