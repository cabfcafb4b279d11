import type { CallRow } from '../../src/store/api.js';
import { t } from '../app/texts.js';
import { count } from '../call/format.js';
import { callWords } from './call-words.js';
import type { Neighbours } from './neighbours.js';
import { useParts } from './timeline-parts.js';

/** Id of the element of a call, for aria-activedescendant. */
export function itemId(call: number): string {
  return `timeline-call-${call}`;
}

/**
 * The calls around the selected one as elements that nobody sees: what assistive technology reads of the canvas.
 * Stands inside an element with role tree.
 */
export function CallItems() {
  const { navigation, model } = useParts();
  const around = navigation.neighbours.value;
  const selected = model.selection.value.call;
  if (around === null) return <div role="treeitem" aria-level={1} aria-label={t('No call is selected. Press Down.')} />;
  return (
    <>
      {around.parent !== null && <Item call={around.parent} isSelected={false} isOpen />}
      {around.siblings.map((call, at) => (
        <Item
          key={call.id}
          call={call}
          isSelected={call.id === selected}
          isOpen={call.id === around.call.id && around.children.length > 0}
          {...placeIn(around, at)}
        />
      ))}
      {around.children.map((call) => (
        <Item key={call.id} call={call} isSelected={call.id === selected} isOpen={false} />
      ))}
    </>
  );
}

function placeIn({ firstIndex, of }: Neighbours, at: number): { readonly position: number; readonly of: number } {
  return { position: firstIndex + at + 1, of };
}

interface ItemProps {
  readonly call: CallRow;
  readonly isSelected: boolean;
  readonly isOpen: boolean;
  /** Among the calls of the same caller, from 1. */
  readonly position?: number;
  readonly of?: number;
}

function Item({ call, isSelected, isOpen, position, of }: ItemProps) {
  const words = callWords(call, useParts().model.live.value);
  const label =
    position === undefined || of === undefined ? words : t('{0}, call {1} of {2}', words, count(position), count(of));
  return (
    <div
      id={itemId(call.id)}
      role="treeitem"
      aria-level={call.depth + 1}
      aria-selected={isSelected}
      aria-label={label}
      {...(call.subtree > 1 ? { 'aria-expanded': isOpen } : {})}
      {...(position === undefined ? {} : { 'aria-posinset': position, 'aria-setsize': of ?? -1 })}
    />
  );
}
