import { callsText } from '../app/counts.js';
import { useModel } from '../app/model.js';
import { t } from '../app/texts.js';
import { duration, percent } from '../call/format.js';
import { PlaceLink } from '../call/place-link.js';
import { plainName } from '../timeline/plain-name.js';
import type { FlameLayout } from './layout.js';

/** The focused node in words, with what can be done with it. */
export function NodeBar({ layout, index }: { readonly layout: FlameLayout; readonly index: number }) {
  const model = useModel();
  const { source, width, isRest } = layout.nodes[index];
  return (
    <div class="flame-node" role="group" aria-label={t('Focused call')}>
      <span class="flame-node-name" title={plainName(source.qualname)}>
        {plainName(source.qualname)}
      </span>
      {!isRest && <PlaceLink file={source.file} line={source.line} />}
      <span class="flame-figures">
        {[
          t('total {0} ({1})', duration(source.totalNs), percent(width / layout.totalNs)),
          ...(isRest ? [] : [t('self {0}', duration(source.selfNs)), callsText(source.calls)]),
        ].join(', ')}
      </span>
      {isRest ? (
        <span class="faint">{t('Not drawn one by one here: zoom into the caller to see them.')}</span>
      ) : (
        <button
          type="button"
          class="link-button"
          onClick={() => {
            model.focusFunction.value = source.functionId;
            model.tab.value = 'sandwich';
          }}
        >
          {t('Callers and callees')}
        </button>
      )}
    </div>
  );
}
