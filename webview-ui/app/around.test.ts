import { isValidElement } from 'preact';
import { expect, test } from 'vitest';
import { Around, GAP } from './around.js';

test.each([
  [`called from ${GAP}`, ['called from ', 'LINK', '']],
  [`von ${GAP} aus`, ['von ', 'LINK', ' aus']],
  ['a translation that lost its place', ['a translation that lost its place', 'LINK', '']],
])('%j', (text, parts) => {
  const shown: unknown = Around({ text, children: 'LINK' });
  expect(isValidElement(shown) && shown.props.children).toEqual(parts);
});
