import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { t } from '../app/texts.js';
import { useLevelInSight, usePainting } from '../levels/level-hooks.js';
import { useSize } from '../timeline/canvas-size.js';
import { useTheme } from '../timeline/use-theme.js';
import { ICICLE_LEVEL, paintIcicle } from './icicle-frame.js';
import { IcicleCard } from './icicle-card.js';
import { icicleBoxAt, icicleBoxes, icicleMove } from './icicle-layout.js';
import type { IcicleBox, IcicleNode } from './icicle-layout.js';
import { IcicleTree, icicleNodeId } from './icicle-tree.js';

interface Props {
  readonly nodes: readonly IcicleNode[];
  readonly focused: number;
  /** Object that the inspector is about. */
  readonly selected: number | null;
  readonly onFocus: (index: number) => void;
  readonly onZoom: (index: number) => void;
  /** One level up, or all the way. */
  readonly onBack: (isWhole: boolean) => void;
}

interface Pointer {
  readonly x: number;
  readonly y: number;
  readonly box: IcicleBox;
}

/** What retains what: a node's width is what it keeps alive. Only the levels in sight are painted. */
export function Icicle({ nodes, focused, selected, onFocus, onZoom, onBack }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useSize(scroller);
  const theme = useTheme();
  const [scrollTop, setScrollTop] = useState(0);
  const [pointer, setPointer] = useState<Pointer | null>(null);
  const [hasFocus, setHasFocus] = useState(false);
  const boxes = useMemo(() => icicleBoxes(nodes, size.width), [nodes, size.width]);
  const levels = boxes.reduce((most, { level }) => Math.max(most, level + 1), 0);
  // The pointer is on a box of a picture that is gone.
  useEffect(() => setPointer(null), [boxes]);

  const marks = { focused: hasFocus ? focused : null, hovered: pointer?.box ?? null, selected };
  usePainting(
    canvas,
    size,
    (context, labels) => paintIcicle(context, nodes, boxes, marks, theme, labels, { ...size, scrollTop }),
    [nodes, boxes, theme, scrollTop, marks.focused, marks.hovered, selected],
  );
  useLevelInSight(scroller, nodes[focused]?.source.level ?? null, ICICLE_LEVEL, [focused, nodes]);

  const at = (event: MouseEvent): Pointer | null => {
    const place = scroller.current?.getBoundingClientRect();
    if (place === undefined) return null;
    const [x, y] = [event.clientX - place.left, event.clientY - place.top];
    const box = icicleBoxAt(boxes, x, Math.floor((y + scrollTop) / ICICLE_LEVEL));
    return box === null ? null : { x, y, box };
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Enter') onZoom(focused);
    else if (event.key === 'Escape' || event.key === 'Backspace') onBack(event.key === 'Escape');
    else {
      const next = icicleMove(nodes, focused, event.key);
      if (next === null) return;
      onFocus(next);
    }
    event.preventDefault();
  };
  return (
    <div class="memory-stage">
      <div
        class="memory-scroller"
        ref={scroller}
        role="tree"
        aria-label={t('What keeps what alive, largest first')}
        tabIndex={0}
        aria-activedescendant={icicleNodeId(focused)}
        onScroll={({ currentTarget }) => {
          setScrollTop(currentTarget.scrollTop);
          setPointer(null);
        }}
        onFocus={() => setHasFocus(true)}
        onBlur={() => setHasFocus(false)}
        onMouseMove={(event) => setPointer(at(event))}
        onMouseLeave={() => setPointer(null)}
        onClick={(event) => {
          const hit = at(event);
          if (hit !== null) onFocus(hit.box.index);
        }}
        onDblClick={(event) => {
          const hit = at(event);
          if (hit !== null) onZoom(hit.box.index);
        }}
        onKeyDown={onKeyDown}
      >
        <canvas
          class="memory-canvas"
          ref={canvas}
          aria-hidden="true"
          style={{ width: `${size.width}px`, height: `${size.height}px` }}
        />
        <div class="memory-spacer" style={{ height: `${levels * ICICLE_LEVEL}px` }} role="none">
          <div class="hidden-visually" role="none">
            <IcicleTree nodes={nodes} focused={focused} />
          </div>
        </div>
      </div>
      {pointer !== null && nodes[pointer.box.index] !== undefined && (
        <IcicleCard nodes={nodes} box={pointer.box} point={pointer} area={size} />
      )}
    </div>
  );
}
