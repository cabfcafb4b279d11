import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { t } from '../app/texts.js';
import { useLevelInSight, usePainting } from '../levels/level-hooks.js';
import { useSize } from '../timeline/canvas-size.js';
import { useTheme } from '../timeline/use-theme.js';
import { AccessibleTree, nodeId } from './accessible-tree.js';
import { LEVEL_HEIGHT, paintFlame } from './flame-frame.js';
import type { Marks } from './flame-frame.js';
import { flameMove } from './flame-keys.js';
import { HoverCard } from './hover-card.js';
import type { FlameLayout } from './layout.js';
import { boxAt, visibleFlame } from './visible.js';
import type { Rest } from './visible.js';

interface Props {
  readonly layout: FlameLayout;
  readonly zoomed: number | null;
  readonly focused: number | null;
  readonly found: ReadonlySet<number> | null;
  readonly function: number | null;
  readonly onFocus: (index: number) => void;
  /** Null shows all again. */
  readonly onZoom: (index: number | null) => void;
  readonly onReveal: (index: number) => void;
  readonly onTooNarrow: (nodes: number) => void;
}

interface Pointer {
  readonly x: number;
  readonly y: number;
  readonly index: number;
  readonly rest: Rest | null;
}

/** The graph: only the levels in sight are painted, on a canvas that stays while the page below it scrolls. */
export function FlameCanvas(props: Props) {
  const { layout, zoomed, focused, onTooNarrow } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useSize(scroller);
  const theme = useTheme();
  const [scrollTop, setScrollTop] = useState(0);
  const [pointer, setPointer] = useState<Pointer | null>(null);
  const [hasFocus, setHasFocus] = useState(false);

  const { boxes, tooNarrow } = useMemo(() => visibleFlame(layout, zoomed, size.width), [layout, zoomed, size.width]);
  useEffect(() => onTooNarrow(tooNarrow), [tooNarrow]);
  const levels = boxes.reduce((most, { level }) => Math.max(most, level + 1), 0);
  const marks: Marks = {
    focused: hasFocus ? focused : null,
    hovered: pointer?.index ?? null,
    found: props.found,
    function: props.function,
  };

  usePainting(
    canvas,
    size,
    (context, labels) => paintFlame(context, boxes, marks, theme, labels, { ...size, scrollTop }),
    // The pointer moves over the same box far more often than to another one.
    [boxes, theme, scrollTop, marks.focused, marks.hovered, marks.found, marks.function],
  );
  const focusedLevel = focused === null ? null : (layout.nodes[focused]?.level ?? null);
  useLevelInSight(scroller, focusedLevel, LEVEL_HEIGHT, [focused, layout]);

  const at = (event: MouseEvent): Pointer | null => {
    const place = scroller.current?.getBoundingClientRect();
    if (place === undefined) return null;
    const [x, y] = [event.clientX - place.left, event.clientY - place.top];
    const box = boxAt(boxes, x, Math.floor((y + scrollTop) / LEVEL_HEIGHT));
    return box === null ? null : { x, y, index: box.node.index, rest: box.rest };
  };
  const onClick = (event: MouseEvent) => {
    const hit = at(event);
    if (hit === null) return;
    setPointer(null);
    // Of several nodes none was meant.
    if (hit.rest === null || layout.nodes[hit.index].isRest) props.onFocus(hit.index);
    if (hit.rest !== null) props.onZoom(layout.nodes[hit.index].parent);
    else if (event.ctrlKey || event.metaKey) props.onReveal(hit.index);
    else props.onZoom(hit.index);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const current = focused ?? layout.roots.at(0);
    if (event.altKey || current === undefined) return;
    if (event.key === 'Enter') {
      if (event.ctrlKey || event.metaKey) props.onReveal(current);
      else props.onZoom(current);
    } else if (event.key === 'Escape' || event.key === 'Backspace') {
      if (zoomed === null) return;
      props.onZoom(event.key === 'Escape' ? null : layout.nodes[zoomed].parent);
    } else {
      if (event.ctrlKey || event.metaKey) return;
      const next = flameMove(layout, current, event.key);
      if (next === null) return;
      props.onFocus(next);
    }
    event.preventDefault();
  };

  return (
    <div class="flame-stage">
      <div
        class="flame-scroller"
        ref={scroller}
        role="tree"
        aria-label={t('Flame graph: calls by their callers, most time first')}
        tabIndex={0}
        {...(focused === null ? {} : { 'aria-activedescendant': nodeId(focused) })}
        onScroll={({ currentTarget }) => {
          setScrollTop(currentTarget.scrollTop);
          setPointer(null);
        }}
        onFocus={() => {
          setHasFocus(true);
          if (focused === null && layout.roots.length > 0) props.onFocus(layout.roots[0]);
        }}
        onBlur={() => setHasFocus(false)}
        onMouseMove={(event) => setPointer(at(event))}
        onMouseLeave={() => setPointer(null)}
        onClick={onClick}
        onKeyDown={onKeyDown}
      >
        <canvas
          class="flame-canvas"
          ref={canvas}
          aria-hidden="true"
          style={{ width: `${size.width}px`, height: `${size.height}px` }}
        />
        <div class="flame-spacer" style={{ height: `${levels * LEVEL_HEIGHT}px` }} role="none">
          <div class="hidden-visually" role="none">
            {focused !== null && <AccessibleTree layout={layout} focused={focused} />}
          </div>
        </div>
      </div>
      {pointer !== null && layout.nodes[pointer.index] !== undefined && (
        <HoverCard
          layout={layout}
          index={pointer.index}
          rest={pointer.rest}
          zoomed={zoomed}
          point={pointer}
          area={size}
        />
      )}
    </div>
  );
}
