import { Fragment } from 'preact';
import { useState } from 'preact/hooks';
import type { HeapPlace, HeapStep } from '../../src/rpc/heap-contract.js';
import { t } from '../app/texts.js';
import { count, fileName, place as placeText, size } from '../call/format.js';
import { plainName } from '../timeline/plain-name.js';
import { rungsOf } from './ladder-model.js';
import { useMemory } from './memory-model.js';

interface Props {
  readonly path: readonly HeapStep[];
  readonly label: string;
}

/** A holding path from the root down, a rung for each step; chains are one rung with both ends. */
export function Ladder({ path, label }: Props) {
  const [isWhole, setWhole] = useState(false);
  return (
    <ol class="memory-ladder" aria-label={label}>
      {rungsOf(path, isWhole).map((rung, at) =>
        rung.kind === 'hidden' ? (
          <li key={`hidden-${at}`} class="memory-rung memory-rung-hidden">
            <button type="button" class="link-button" onClick={() => setWhole(true)}>
              {rung.count === 1 ? t('1 more step') : t('{0} more steps', count(rung.count))}
            </button>
          </li>
        ) : (
          <Rung key={at} step={rung.step} isRoot={at === 0} />
        ),
      )}
    </ol>
  );
}

function Rung({ step, isRoot }: { readonly step: HeapStep; readonly isRoot: boolean }) {
  const { edge, repeats, type, node, firstNode, retainedBytes, firstRetainedBytes, isHolder, place } = step;
  const isChain = repeats > 1;
  return (
    <li class={`memory-rung${isHolder ? ' memory-holder' : ''}${isRoot ? ' memory-root' : ''}`}>
      <span class="memory-edge">
        {plainName(edge)}
        {isChain && <span class="memory-repeats">{` × ${count(repeats)}`}</span>}
      </span>
      <span class="memory-rung-facts">
        {isChain && firstNode !== node ? (
          <span class="memory-ends">
            <span>
              <Dotted text={plainName(type)} />
            </span>
            <ObjectLink node={firstNode} text={t('first')} />
            <ObjectLink node={node} text={t('last')} />
          </span>
        ) : (
          <ObjectLink node={node} text={plainName(type)} />
        )}
        <span class="memory-bytes">
          {isChain
            ? t('keeps {0} to {1}', size(firstRetainedBytes), size(retainedBytes))
            : t('keeps {0}', size(retainedBytes))}
        </span>
        <span class="memory-rung-end">
          {place !== null && <PlaceButton place={place} />}
          {isHolder && <strong class="memory-here">{t('holds it')}</strong>}
        </span>
      </span>
    </li>
  );
}

/** Shows an object in the inspector. */
export function ObjectLink({ node, text }: { readonly node: number; readonly text: string }) {
  const model = useMemory();
  return (
    <button
      type="button"
      class="link-button memory-object-link"
      aria-current={model.object.value === node}
      onClick={() => (model.object.value = node)}
    >
      <Dotted text={text} />
    </button>
  );
}

/** A dotted name, which is broken after a dot where it does not fit. */
function Dotted({ text }: { readonly text: string }) {
  return (
    <>
      {text.split(/(?<=\.)/).map((part, at) => (
        <Fragment key={at}>
          {at > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
    </>
  );
}

/** A line of source as a link to the editor; the whole path is its hint. */
export function PlaceButton({ place }: { readonly place: HeapPlace }) {
  const model = useMemory();
  const { file, line } = place;
  return (
    <button
      type="button"
      class="link-button memory-place"
      title={t('Go to {0}', line > 0 ? `${plainName(file)}:${line}` : plainName(file))}
      onClick={() => model.reveal(place)}
    >
      {line > 0 ? placeText(file, line) : fileName(file)}
    </button>
  );
}
