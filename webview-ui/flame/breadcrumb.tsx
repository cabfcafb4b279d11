import { t } from '../app/texts.js';
import { plainName } from '../timeline/plain-name.js';
import type { FlameLayout } from './layout.js';
import { crumbs } from './zoom.js';

interface Props {
  readonly layout: FlameLayout;
  readonly zoomed: number;
  readonly onZoom: (index: number | null) => void;
}

/** The way back from a zoomed node. */
export function Breadcrumb({ layout, zoomed, onZoom }: Props) {
  return (
    <nav class="flame-crumbs" aria-label={t('Zoomed to')}>
      <button type="button" class="link-button" onClick={() => onZoom(null)}>
        {t('All')}
      </button>
      {crumbs(layout, zoomed).map((crumb) =>
        'hidden' in crumb ? (
          <span key="hidden" class="faint">{`› ${t('{0} more', crumb.hidden)}`}</span>
        ) : (
          <span key={crumb.node.index} class="flame-step">
            <span class="faint" aria-hidden="true">
              {'› '}
            </span>
            {crumb.node.index === zoomed ? (
              <span aria-current="true">{plainName(crumb.node.source.qualname)}</span>
            ) : (
              <button type="button" class="link-button" onClick={() => onZoom(crumb.node.index)}>
                {plainName(crumb.node.source.qualname)}
              </button>
            )}
          </span>
        ),
      )}
    </nav>
  );
}
