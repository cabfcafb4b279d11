import { setTimeout as sleep } from 'node:timers/promises';

const LONGEST_WAIT_MS = 60_000;
const BETWEEN_MS = 100;

/** What `ask` answers once that is something. @throws with `what` when it stays nothing for a minute */
export async function until<T>(what: string, ask: () => Promise<T | undefined> | T | undefined): Promise<T> {
  const deadline = Date.now() + LONGEST_WAIT_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${LONGEST_WAIT_MS / 1000} s`);
    await sleep(BETWEEN_MS);
  }
}
