import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../app/texts.js';
import { percent, size } from '../call/format.js';
import { cardPlace } from '../timeline/card-place.js';
import type { Point, Size } from '../timeline/card-place.js';
import { plainName } from '../timeline/plain-name.js';
import type { IcicleBox, IcicleNode } from './icicle-layout.js';
import { keepsText, nodeName, restName } from './icicle-words.js';

interface Props {
  readonly nodes: readonly IcicleNode[];
  readonly box: IcicleBox;
  readonly point: Point;
  readonly area: Size;
}

/** What the pointer is on. The same is read out by the tree, and shown below for the keyboard. */
export function IcicleCard({ nodes, box, point, area }: Props) {
  const card = useRef<HTMLDivElement>(null);
  const [own, setOwn] = useState<Size>({ width: 240, height: 90 });
  useLayoutEffect(() => {
    const { offsetWidth: width = 0, offsetHeight: height = 0 } = card.current ?? {};
    setOwn((before) => (before.width === width && before.height === height ? before : { width, height }));
  }, [box]);
  const { source } = nodes[box.index];
  const bytes = box.rest?.bytes ?? source.retainedBytes;
  const { x, y } = cardPlace(point, own, area);
  return (
    <div class="hover-card" ref={card} aria-hidden="true" style={{ transform: `translate(${x}px, ${y}px)` }}>
      <div class="hover-card-name">{plainName(box.rest === null ? nodeName(source) : restName(box.rest))}</div>
      <dl class="hover-card-facts">
        <dt>{t('Retained')}</dt>
        <dd>{t('{0}, {1} of what is shown', size(bytes), percent(bytes / nodes[0].source.retainedBytes))}</dd>
        {box.rest === null && (
          <>
            <dt>{t('Keeps')}</dt>
            <dd>{keepsText(source)}</dd>
            <dt>{t('Size')}</dt>
            <dd>{size(source.shallowBytes)}</dd>
          </>
        )}
      </dl>
    </div>
  );
}
