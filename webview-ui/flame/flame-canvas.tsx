import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { t } from '../app/texts.js';
import { LabelCutter } from '../timeline/labels.js';
import { readTheme, watchTheme } from '../timeline/theme.js';
import type { Theme } from '../timeline/theme.js';
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
  const labels = useRef<LabelCutter | null>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [scrollTop, setScrollTop] = useState(0);
  const [theme, setTheme] = useState<Theme>(() => readTheme(document));
  const [pointer, setPointer] = useState<Pointer | null>(null);
  const [hasFocus, setHasFocus] = useState(false);

  useEffect(() => {
    const watching = watchTheme(document, () => setTheme(readTheme(document)));
    return () => watching.dispose();
  }, []);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const { boxes, tooNarrow } = useMemo(() => visibleFlame(layout, zoomed, size.width), [layout, zoomed, size.width]);
  useEffect(() => onTooNarrow(tooNarrow), [tooNarrow]);
  const levels = boxes.reduce((most, { level }) => Math.max(most, level + 1), 0);
  const marks: Marks = {
    focused: hasFocus ? focused : null,
    hovered: pointer?.index ?? null,
    found: props.found,
    function: props.function,
  };

  useLayoutEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d', { alpha: false });
    if (element === null || !context) return;
    const ratio = devicePixelRatio;
    const [width, height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)];
    if (element.width !== width) element.width = width;
    if (element.height !== height) element.height = height;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    labels.current ??= new LabelCutter((text) => context.measureText(text).width);
    paintFlame(context, boxes, marks, theme, labels.current, { ...size, scrollTop });
    // The pointer moves over the same box far more often than to another one.
  }, [boxes, theme, size, scrollTop, marks.focused, marks.hovered, marks.found, marks.function]);

  // The keyboard may lead to a level out of sight.
  useEffect(() => {
    const element = scroller.current;
    if (element === null || focused === null || layout.nodes[focused] === undefined) return;
    const top = layout.nodes[focused].level * LEVEL_HEIGHT;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + LEVEL_HEIGHT > element.scrollTop + element.clientHeight) {
      element.scrollTop = top + LEVEL_HEIGHT - element.clientHeight;
    }
  }, [focused, layout]);

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
