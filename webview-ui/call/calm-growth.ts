import { useEffect, useState } from 'preact/hooks';
import { useModel } from '../app/model.js';

/** Counts up while the run grows, at most once in so many milliseconds: for what is costly to ask or hard to read. */
export function useCalmGrowth(everyMs: number): number {
  const model = useModel();
  const growth = model.growth.value;
  const isLive = model.live.value;
  const [shown, setShown] = useState({ growth, atMs: 0 });
  useEffect(() => {
    if (growth === shown.growth) return undefined;
    // The end of the run is shown at once.
    const wait = isLive ? shown.atMs + everyMs - Date.now() : 0;
    const timer = setTimeout(() => setShown({ growth, atMs: Date.now() }), Math.max(0, wait));
    return () => clearTimeout(timer);
  }, [growth, isLive, shown, everyMs]);
  return shown.growth;
}
