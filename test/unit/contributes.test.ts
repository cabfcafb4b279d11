import { expect, test } from 'vitest';
import { declaredContributions, differences } from '../../scripts/check-contributes.mjs';

const declared = await declaredContributions();
const contributed = Object.entries(declared.commands).map(([command, { title }]) => ({
  command,
  title,
  category: declared.category,
}));

test('what is declared and contributed alike is fine', () => {
  expect(differences(declared, { commands: contributed })).toEqual([]);
});

test.each([
  ['a command without a declaration', { commands: [...contributed, { command: 'tracehold.unknown', title: 'X' }] }],
  ['a declaration without a command', { commands: [] }],
  ['a kind nobody declared', { commands: contributed, views: {} }],
])('%s is reported', (_, contributes) => {
  expect(differences(declared, contributes)).toHaveLength(1);
});
