import type { FunctionStats } from '../../src/store/api.js';
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
    ['Calls', count(calls)],
    ...(resumes > 0 ? [['Resumed', count(resumes)] as const] : []),
    ['Total', duration(totalNs)],
    ['Self', duration(selfNs)],
    ['Min', duration(minNs)],
    ['Max', duration(maxNs)],
    ...(exceptions > 0 ? [['Raised', count(exceptions)] as const] : []),
    ['Values kept', valuesKept === calls ? 'of all' : `of ${count(valuesKept)}`],
  ];
}
