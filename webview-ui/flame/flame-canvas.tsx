import { useEffect, useMemo } from 'preact/hooks';
import { t } from '../app/texts.js';
import { useLevelInSight, usePainting } from '../levels/level-hooks.js';
import { levelsOf } from '../levels/level-painter.js';
import { LevelStage, useStage } from '../levels/level-stage.js';
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

interface Hit {
  readonly index: number;
  readonly rest: Rest | null;
}

/** The graph: only the levels in sight are painted. */
export function FlameCanvas(props: Props) {
  const { layout, zoomed, focused, onTooNarrow } = props;
  const stage = useStage<Hit>();
  const { size, theme, scrollTop, pointed } = stage;
  const { boxes, tooNarrow } = useMemo(() => visibleFlame(layout, zoomed, size.width), [layout, zoomed, size.width]);
  useEffect(() => onTooNarrow(tooNarrow), [tooNarrow]);
  const marks: Marks = {
    focused: stage.hasFocus ? focused : null,
    hovered: pointed?.box.index ?? null,
    found: props.found,
    function: props.function,
  };

  usePainting(
    stage.canvas,
    size,
    (context, labels) => paintFlame(context, boxes, marks, theme, labels, { ...size, scrollTop }),
    // The pointer moves over the same box far more often than to another one.
    [boxes, theme, scrollTop, marks.focused, marks.hovered, marks.found, marks.function],
  );
  const focusedLevel = focused === null ? null : (layout.nodes[focused]?.level ?? null);
  useLevelInSight(stage.scroller, focusedLevel, LEVEL_HEIGHT, [focused, layout]);

  const onClick = ({ index, rest }: Hit, event: MouseEvent) => {
    stage.setPointed(null);
    // Of several nodes none was meant.
    if (rest === null || layout.nodes[index].isRest) props.onFocus(index);
    if (rest !== null) props.onZoom(layout.nodes[index].parent);
    else if (event.ctrlKey || event.metaKey) props.onReveal(index);
    else props.onZoom(index);
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
    <LevelStage
      class="flame-stage"
      stage={stage}
      label={t('Flame graph: calls by their callers, most time first')}
      activeId={focused === null ? null : nodeId(focused)}
      levels={levelsOf(boxes)}
      levelHeight={LEVEL_HEIGHT}
      boxAt={(x, level) => {
        const box = boxAt(boxes, x, level);
        return box === null ? null : { index: box.node.index, rest: box.rest };
      }}
      onFocus={() => {
        if (focused === null && layout.roots.length > 0) props.onFocus(layout.roots[0]);
      }}
      onClick={onClick}
      onKeyDown={onKeyDown}
      tree={focused !== null && <AccessibleTree layout={layout} focused={focused} />}
      card={
        pointed !== null &&
        layout.nodes[pointed.box.index] !== undefined && (
          <HoverCard layout={layout} {...pointed.box} zoomed={zoomed} point={pointed} area={size} />
        )
      }
    />
  );
}
