import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { isOk } from '../../src/base/result.js';
import type { Result } from '../../src/base/result.js';
import type { HeapPage } from '../../src/rpc/heap-contract.js';
import { PageCache, ROWS_PER_PAGE } from './page-cache.js';

export interface Part {
  readonly offset: number;
  readonly limit: number;
}

/** A long list of which only what is in sight is asked for. */
export interface Rows<Row, Answer> {
  readonly cache: PageCache<Row>;
  /** The first page, with what else was told; null before it came. */
  readonly answer: Answer | null;
  readonly failure: string | null;
  /** Asks for what rows from `first` to before `end` need. */
  readonly want: (first: number, end: number) => void;
  readonly again: () => void;
}

/** The old list stays until the new one is there; outdated questions are cancelled. */
export function useRows<Row, Answer extends HeapPage<Row>>(
  ask: (part: Part, signal: AbortSignal) => Promise<Result<Answer>>,
  inputs: readonly unknown[],
): Rows<Row, Answer> {
  const [shown, setShown] = useState<{ readonly cache: PageCache<Row>; readonly answer: Answer | null }>(() => ({
    cache: new PageCache<Row>(),
    answer: null,
  }));
  const [failure, setFailure] = useState<string | null>(null);
  const [, setPages] = useState(0);
  const [tries, setTries] = useState(0);
  const outdated = useRef(new AbortController());
  useEffect(() => {
    const own = new AbortController();
    outdated.current = own;
    const begin = async () => {
      const result = await ask({ offset: 0, limit: ROWS_PER_PAGE }, own.signal);
      if (own.signal.aborted) return;
      setFailure(isOk(result) ? null : result.err.message);
      if (!isOk(result)) return;
      const cache = new PageCache<Row>();
      cache.put(0, result.ok);
      setShown({ cache, answer: result.ok });
    };
    void begin();
    return () => own.abort();
  }, [...inputs, tries]);
  const want = (first: number, end: number) => {
    const { cache, answer } = shown;
    if (answer === null) return;
    const { signal } = outdated.current;
    for (const page of cache.take(first, end)) void fetchPage(cache, page, signal);
  };
  const fetchPage = async (cache: PageCache<Row>, page: number, signal: AbortSignal) => {
    const result = await ask({ offset: page * ROWS_PER_PAGE, limit: ROWS_PER_PAGE }, signal);
    if (isOk(result)) cache.put(page, result.ok);
    else cache.giveUp(page);
    if (signal.aborted) return;
    if (!isOk(result)) setFailure(result.err.message);
    setPages((before) => before + 1);
  };
  const again = useCallback(() => setTries((before) => before + 1), []);
  return { ...shown, failure, want, again };
}
