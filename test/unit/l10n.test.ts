import { expect, test } from 'vitest';
import { bundleOf, textsOf } from '../../scripts/l10n.mjs';

test.each([
  ["l10n.t('Stop');", ['Stop']],
  ["vscode.l10n.t('{0} of {1}', a, b); l10n.t(\n 'a' \n)", ['{0} of {1}', 'a']],
  ["l10n.t('Open {0}', l10n.t('it'))", ['Open {0}', 'it']],
  ["l10n.t('{0} and {1}', ...parts)", ['{0} and {1}']],
  ["translate.t('no'); t('no'); l10n.uri('no'); // l10n.t('no')", []],
])('of %s', (source, texts) => {
  expect(textsOf('a.ts', source)).toEqual({ texts, problems: [] });
});

test.each([
  ['l10n.t(message)', 'must be a plain string'],
  ['\nl10n.t(`a ${b}`)', 'a.ts:2: '],
  ["l10n.t('a ' + b)", 'must be a plain string'],
  ["l10n.t('{0} of {1}', a)", 'places for 2 parts, and is given 1'],
  ["l10n.t('Stop', a)", 'places for 0 parts, and is given 1'],
])('%s cannot be translated', (source, problem) => {
  expect(textsOf('a.ts', source).problems).toEqual([expect.stringContaining(problem)]);
});

test.each([
  ["t('Stop'); t('{0} of {1}', a, b)", ['Stop', '{0} of {1}'], []],
  ["l10n.t('no'); at('no'); host.t('no')", [], []],
  ['t(message)', [], ['must be a plain string']],
  ["t('{0}')", ['{0}'], ['places for 1 parts, and is given 0']],
  ["<p title={t('Hint')} class=\"a\">{t('Stop')} · {name}</p>", ['Hint', 'Stop'], []],
  ['<p>Stop</p>', [], ['"Stop" must go through t']],
  ['<p title="Stop" />', [], ['"Stop" must go through t']],
  ['<Stepper label="Stop" aria-hidden="true" />', [], ['"Stop" must go through t']],
])('of the webview: %s', (source, texts, problems) => {
  const found = problems.map((problem) => expect.stringContaining(problem) as string);
  expect(textsOf('webview-ui/a.tsx', source)).toEqual({ texts, problems: found });
});

test('a bundle has every text once, under itself, in order', () => {
  expect(bundleOf(['b', 'a', 'b'])).toBe('{\n  "a": "a",\n  "b": "b"\n}\n');
});
