import { useEffect, useMemo } from 'preact/hooks';
import { t } from '../app/texts.js';
import { useLevelInSight, usePainting } from '../levels/level-hooks.js';
import { levelsOf } from '../levels/level-painter.js';
import { LevelStage, useStage } from '../levels/level-stage.js';
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

/** What retains what: a node's width is what it keeps alive. Only the levels in sight are painted. */
export function Icicle({ nodes, focused, selected, onFocus, onZoom, onBack }: Props) {
  const stage = useStage<IcicleBox>();
  const { size, theme, scrollTop, pointed } = stage;
  const boxes = useMemo(() => icicleBoxes(nodes, size.width), [nodes, size.width]);
  // The pointer is on a box of a picture that is gone.
  useEffect(() => stage.setPointed(null), [boxes]);

  const marks = { focused: stage.hasFocus ? focused : null, hovered: pointed?.box ?? null, selected };
  usePainting(
    stage.canvas,
    size,
    (context, labels) => paintIcicle(context, nodes, boxes, marks, theme, labels, { ...size, scrollTop }),
    [nodes, boxes, theme, scrollTop, marks.focused, marks.hovered, selected],
  );
  useLevelInSight(stage.scroller, nodes[focused]?.source.level ?? null, ICICLE_LEVEL, [focused, nodes]);

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
    <LevelStage
      class="memory-stage"
      stage={stage}
      label={t('What keeps what alive, largest first')}
      activeId={icicleNodeId(focused)}
      levels={levelsOf(boxes)}
      levelHeight={ICICLE_LEVEL}
      boxAt={(x, level) => icicleBoxAt(boxes, x, level)}
      onClick={({ index }) => onFocus(index)}
      onDoubleClick={({ index }) => onZoom(index)}
      onKeyDown={onKeyDown}
      tree={<IcicleTree nodes={nodes} focused={focused} />}
      card={
        pointed !== null &&
        nodes[pointed.box.index] !== undefined && (
          <IcicleCard nodes={nodes} box={pointed.box} point={pointed} area={size} />
        )
      }
    />
  );
}
