import type { FunctionStats } from '../../src/store/api.js';
import { t } from '../app/texts.js';
import { count, duration } from '../call/format.js';
import { PlaceLink } from '../call/place-link.js';
import { plainName } from '../timeline/plain-name.js';

/** The function between its callers and its callees. */
export function FunctionSummary({ stats }: { readonly stats: FunctionStats }) {
  const isKnown = stats.calls > 0;
  return (
    <div class="flame-summary">
      <h2 class="flame-title">{plainName(stats.qualname)}</h2>
      <PlaceLink file={stats.file} line={stats.line} />
      {isKnown && (
        <dl class="flame-facts">
          {facts(stats).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

function facts(stats: FunctionStats): readonly (readonly [string, string])[] {
  const { calls, resumes, exceptions, selfNs, totalNs, minNs, maxNs, valuesKept } = stats;
  return [
    [t('Calls'), count(calls)],
    ...(resumes > 0 ? [[t('Resumed'), count(resumes)] as const] : []),
    [t('Total'), duration(totalNs)],
    [t('Self'), duration(selfNs)],
    [t('Min'), duration(minNs)],
    [t('Max'), duration(maxNs)],
    ...(exceptions > 0 ? [[t('Raised'), count(exceptions)] as const] : []),
    [t('Values kept'), valuesKept === calls ? t('of all') : t('of {0}', count(valuesKept))],
  ];
}
