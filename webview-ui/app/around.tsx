import type { ComponentChildren } from 'preact';

/** Stands in a text for the place of an element. Not among the characters that a shown name may hold. */
export const GAP = '\u0000';

/** A sentence with an element inside, wherever its language has it: `t('called from {0}', GAP)` around a link. */
export function Around({ text, children }: { readonly text: string; readonly children: ComponentChildren }) {
  const at = text.indexOf(GAP);
  return (
    <>
      {at < 0 ? text : text.slice(0, at)}
      {children}
      {at < 0 ? '' : text.slice(at + GAP.length)}
    </>
  );
}
