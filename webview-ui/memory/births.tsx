import { useState } from 'preact/hooks';
import type { HeapBirths } from '../../src/rpc/heap-births-contract.js';
import { Problem } from '../app/problem.js';
import { t } from '../app/texts.js';
import { sizeChange } from '../call/format.js';
import { useLoaded } from '../call/loaded.js';
import { plainName } from '../timeline/plain-name.js';
import { allocatingText, betweenText, bornText, callsText, missingText } from './births-words.js';
import { PlaceButton } from './ladder.js';
import { useMemory } from './memory-model.js';

interface Props {
  readonly type: string;
  /** Of one object, in hexadecimal; null for all of the type. */
  readonly address: string | null;
}

/** Where an object or those of a type were made, when somebody wants to know: the run's calls are looked through. */
export function Births({ type, address }: Props) {
  const [isWanted, setWanted] = useState(false);
  if (isWanted) return <Found type={type} address={address} />;
  return (
    <p class="memory-born">
      <button type="button" class="link-button" onClick={() => setWanted(true)}>
        {address === null ? t('Where were they born?') : t('Where was it born?')}
      </button>
    </p>
  );
}

function Found({ type, address }: Props) {
  const model = useMemory();
  const { value, failure, isSlow, again } = useLoaded(
    (signal) => model.host.request('births', { type, address }, signal),
    [model, type, address],
  );
  if (failure !== null)
    return <Problem text={t('The calls could not be looked through: {0}', failure)} onAgain={again} />;
  if (value === null) return isSlow ? <p class="faint">{t('Looking through the calls of the run…')}</p> : null;
  const missing = missingText(value);
  return (
    <section class="memory-born" aria-label={address === null ? t('Where they were born') : t('Where it was born')}>
      {missing === null ? <Calls births={value} isOne={address !== null} /> : <p class="faint">{missing}</p>}
    </section>
  );
}

function Calls({ births, isOne }: { readonly births: HeapBirths; readonly isOne: boolean }) {
  const { born, sites, allocating, isCut } = births;
  return (
    <>
      {isOne && born !== null && (
        <p>
          {bornText(born)} <CallButton call={born.call} text={t('show the call')} />
          {born.line > 0 && (
            <>
              {' · '}
              <PlaceButton place={{ file: born.file, line: born.line, isNow: false }} />
            </>
          )}
        </p>
      )}
      {sites.length > 0 && (
        <>
          <h3 class="memory-heading">{t('Lines that made objects of this type')}</h3>
          <ul class="memory-references">
            {sites.map(({ file, line, calls, call }, at) => (
              <li key={at}>
                {line > 0 ? <PlaceButton place={{ file, line, isNow: false }} /> : <span>{t('nobody knows')}</span>}
                <span class="memory-bytes">{callsText(calls)}</span>
                <CallButton call={call} text={t('the last')} />
              </li>
            ))}
          </ul>
        </>
      )}
      <h3 class="memory-heading">{betweenText(births)}</h3>
      <ul class="memory-references">
        {(allocating ?? []).map(({ function: name, file, line, calls, netBytes, call }, at) => (
          <li key={at}>
            <span class="memory-edge">{plainName(name)}</span>
            <PlaceButton place={{ file, line, isNow: false }} />
            <span class="memory-bytes">{sizeChange(netBytes)}</span>
            <CallButton call={call} text={calls === 1 ? t('the call') : t('the largest of {0}', callsText(calls))} />
          </li>
        ))}
      </ul>
      <p class="faint">{allocatingText(births)}</p>
      {isCut && <p class="faint">{t('The run has so many calls that only the first of them were looked at.')}</p>}
    </>
  );
}

function CallButton({ call, text }: { readonly call: number; readonly text: string }) {
  const model = useMemory();
  return (
    <button type="button" class="link-button" title={t('Show it in the timeline')} onClick={() => model.showCall(call)}>
      {text}
    </button>
  );
}
