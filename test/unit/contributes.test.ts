import { expect, test } from 'vitest';
import { declaredContributions, differences, pictureProblems, withTexts } from '../../scripts/check-contributes.mjs';

const declared = await declaredContributions();
const commands = Object.entries(declared.commands).map(([command, { title }]) => ({
  command,
  title,
  category: declared.category,
}));
const properties = Object.fromEntries(Object.entries(declared.settings).map(([id, value]) => [id, { default: value }]));
const contributed = {
  commands,
  configuration: { properties },
  views: { tracehold: Object.values(declared.views).map((id) => ({ id })) },
  customEditors: [{ viewType: declared.viewTypes.recording }, { viewType: declared.viewTypes.snapshot }],
};

test('what is declared and contributed alike is fine', () => {
  expect(differences(declared, contributed)).toEqual([]);
});

test.each([
  ['a command without a declaration', { commands: [...commands, { command: 'tracehold.unknown', title: 'X' }] }],
  ['a declaration without a command', { commands: [] }],
  ['another title', { commands: commands.with(0, { ...commands[0], title: 'Other' }) }],
  ['a setting with another default', { configuration: { properties: { ...properties, 'tracehold.python': {} } } }],
  ['a view without a declaration', { views: { tracehold: [{ id: 'tracehold.other' }] } }],
  ['another custom editor', { customEditors: [] }],
  ['a menu with an unknown command', { menus: { commandPalette: [{ command: 'tracehold.other' }] } }],
  ['a condition with an unknown key', { menus: { commandPalette: [{ when: 'tracehold.other && x' }] } }],
  ['a link to an unknown command', { viewsWelcome: [{ contents: '[Do](command:tracehold.other)' }] }],
])('%s is reported', (_, changed) => {
  expect(differences(declared, { ...contributed, ...changed }).length).toBeGreaterThan(0);
});

test.each([
  ['its own commands and settings', { completionEvents: ['onCommand:tracehold.stop', 'onView:tracehold.runs'] }, 0],
  ['itself', { description: '[x](command:workbench.action.openSettings?%22%40ext%3Atracehold.tracehold%22)' }, 0],
  ['an unknown command', { completionEvents: ['onCommand:tracehold.other'] }, 1],
  ['an unknown setting', { completionEvents: ['onSettingChanged:tracehold.record.other'] }, 1],
])('a walkthrough that speaks of %s', (_, step, problems) => {
  expect(differences(declared, { ...contributed, walkthroughs: [{ steps: [step] }] })).toHaveLength(problems);
});

test('pictures are there, small and described', () => {
  const image = { light: 'a.webp', dark: 'b.webp', hc: 'b.webp', hcLight: 'a.webp' };
  const problems = (media: object, size?: number) =>
    pictureProblems({ walkthroughs: [{ steps: [{ id: 'x', media }] }] }, () => size);
  expect(problems({ image, altText: 'What it shows' }, 1000)).toEqual([]);
  expect(problems({ image, altText: 'What it shows' })).toHaveLength(4);
  expect(problems({ image, altText: 'What it shows' }, 100_001)).toHaveLength(4);
  expect(problems({ image: { light: 'a.webp' } }, 1000)).toHaveLength(4);
});

test('texts stand in package.nls.json, each of them used', () => {
  expect(withTexts('{"title":"%a%"}', { a: 'say "A"' })).toEqual({ manifest: '{"title":"say \\"A\\""}', problems: [] });
  expect(withTexts('{"title":"%a%"}', {}).problems).toEqual(['package.nls.json has no a']);
  expect(withTexts('{}', { b: '' }).problems).toEqual(['package.nls.json: nobody uses b']);
});
