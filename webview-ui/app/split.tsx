import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { usePage } from './page.js';
import { sharePlus, shareAt } from './split-share.js';

/** Narrower pages have the second pane below the first. */
const NARROW = '(max-width: 760px)';

function isShare(kept: unknown): kept is number {
  return typeof kept === 'number' && kept > 0 && kept < 1;
}

interface Props {
  readonly main: ComponentChildren;
  readonly side: ComponentChildren;
  /** What the bar is for, where it is not seen. */
  readonly label: string;
  /** The second pane has nothing to show yet: below the first it would take its height for nothing. */
  readonly isSideEmpty?: boolean;
}

/** Two panes and the bar between them, which the pointer and the arrow keys move. */
export function Split({ main, side, label, isSideEmpty = false }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const isStacked = useMedia(NARROW);
  const page = usePage();
  const beside = page.kept('split', 0.7, isShare);
  const above = page.kept('split.stacked', 0.5, isShare);
  // Below each other both need the height: of two thirds for the views, the values of a call would get none.
  const share = isStacked ? above : beside;
  const onPointerDown = (event: PointerEvent & { readonly currentTarget: HTMLElement }) => {
    if (event.button !== 0 || box.current === null) return;
    event.preventDefault();
    const area = box.current.getBoundingClientRect();
    const bar = event.currentTarget;
    const ended = new AbortController();
    bar.setPointerCapture(event.pointerId);
    bar.focus();
    const move = ({ clientX, clientY }: PointerEvent) => {
      share.value = isStacked ? shareAt(clientY - area.top, area.height) : shareAt(clientX - area.left, area.width);
    };
    bar.addEventListener('pointermove', move, { signal: ended.signal });
    for (const end of ['pointerup', 'pointercancel']) {
      bar.addEventListener(end, () => ended.abort(), { signal: ended.signal });
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = sharePlus(share.peek(), event.key);
    if (next === null) return;
    event.preventDefault();
    share.value = next;
  };
  if (isStacked && isSideEmpty) return <div class="page-split stacked">{main}</div>;
  const percent = `${(share.value * 100).toFixed(2)}%`;
  const rest = 'minmax(0, 1fr)';
  const tracks = `minmax(0, ${percent}) auto ${rest}`;
  const style = isStacked ? { gridTemplateRows: tracks } : { gridTemplateColumns: tracks };
  return (
    <div ref={box} class={isStacked ? 'page-split stacked' : 'page-split'} style={style}>
      {main}
      <div
        class="page-splitter"
        role="separator"
        tabIndex={0}
        aria-label={label}
        aria-orientation={isStacked ? 'horizontal' : 'vertical'}
        aria-valuemin={10}
        aria-valuemax={90}
        aria-valuenow={Math.round(share.value * 100)}
        onPointerDown={onPointerDown}
        onKeyDown={onKeyDown}
      />
      {side}
    </div>
  );
}

function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const ended = new AbortController();
    matchMedia(query).addEventListener('change', (event) => setMatches(event.matches), { signal: ended.signal });
    return () => ended.abort();
  }, [query]);
  return matches;
}
