import { useCallback, useEffect, useState } from 'preact/hooks';
import { isOk } from '../../src/base/result.js';
import type { Result } from '../../src/base/result.js';
import { usePage } from '../app/page.js';

/** What a pane shows of an answer that is asked for again and again. */
export interface Loaded<T> {
  /** The newest answer, which may still be that to an earlier question; null before the first. */
  readonly value: T | null;
  /** Why the newest question was not answered. */
  readonly failure: string | null;
  /** The question changed a while ago and its answer is still missing: time to say so. */
  readonly isSlow: boolean;
  /** Asks the newest question once more. */
  readonly again: () => void;
}

/** Below this a person sees a change as immediate, and a hint of waiting as flicker. */
const SLOW_AFTER_MS = 100;

/** Asks when `inputs` change. The old answer stays until the new one is there; outdated questions are cancelled. */
export function useLoaded<T>(ask: (signal: AbortSignal) => Promise<Result<T>>, inputs: readonly unknown[]): Loaded<T> {
  const [loaded, setLoaded] = useState<Omit<Loaded<T>, 'again'>>({ value: null, failure: null, isSlow: false });
  const [tries, setTries] = useState(0);
  const again = useCallback(() => setTries((before) => before + 1), []);
  useEffect(() => {
    const outdated = new AbortController();
    const slow = setTimeout(() => setLoaded((before) => ({ ...before, isSlow: true })), SLOW_AFTER_MS);
    const show = async () => {
      const result = await ask(outdated.signal);
      if (outdated.signal.aborted) return;
      clearTimeout(slow);
      setLoaded((before) =>
        isOk(result)
          ? { value: result.ok, failure: null, isSlow: false }
          : { value: before.value, failure: result.err.message, isSlow: false },
      );
    };
    void show();
    return () => {
      clearTimeout(slow);
      outdated.abort();
    };
  }, [...inputs, tries]);
  const tried = usePage().troubles.tries.value;
  useEffect(() => {
    if (loaded.failure !== null) again();
  }, [tried]);
  return { ...loaded, again };
}
