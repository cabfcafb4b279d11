import { expect, test } from 'vitest';
import { cut, inert, plain, printable } from './shown-text.js';

/** What the editor makes of a text: see parseLinkedText and renderLabelWithIcons in VS Code. */
const LINK = /\[[^\]]+\]\((?:https?:\/\/|command:|file:)/i;
const ICON = /\$\([a-z0-9-]+(?:~[a-z]+)?\)/i;

/** A recorded text, in a row or a tooltip, and in a message, a quick pick, an input box or the status bar. */
const hostile: readonly [recorded: string, asItIs: string, whereSyntaxIsRead?: string][] = [
  ['orders.py', 'orders.py'],
  ['[x](command:workbench.action.quit)', '[x](command:workbench.action.quit)', '[x] (command:workbench.action.quit)'],
  ['a](https://evil.example)', 'a](https://evil.example)', 'a] (https://evil.example)'],
  ['[]()[y](file:///etc)', '[]()[y](file:///etc)', '[] ()[y] (file:///etc)'],
  ['[x\u200b]\u200b(command:y)', '[x\\u200b]\\u200b(command:y)'],
  ['$(trash) x', '$(trash) x', '$ (trash) x'],
  ['\\$(sync~spin)', '\\$(sync~spin)', '\\$ (sync~spin)'],
  ['$$((trash)', '$$((trash)', '$$ ((trash)'],
  ['<b onclick=x>&amp;', '<b onclick=x>&amp;'],
  ['a\nb\u001b[31m\u0000', 'a\\nb\\x1b[31m\\x00'],
  ['\u001b]8;;command:x\u0007y', '\\x1b]8;;command:x\\x07y'],
  ['user\u202egnp.exe', 'user\\u202egnp.exe'],
  ['lone \ud800', 'lone \\ud800'],
  ['line\u2028separator', 'line\\u2028separator'],
  ['no\u00a0break', 'no\\xa0break'],
  ['Zoë 日本 👍', 'Zoë 日本 👍'],
];

test.each(hostile)('%j', (recorded, asItIs, whereSyntaxIsRead = asItIs) => {
  expect(printable(recorded)).toBe(asItIs);
  expect(plain(recorded)).toBe(whereSyntaxIsRead);
  for (const around of [recorded, `[${recorded}](${recorded})`, `$(${recorded})`, `$${recorded}`, `[${recorded}`]) {
    for (const shown of [plain(around), inert(around, 500), inert(`[go](command:x) $(x) ${plain(around)}`, 500)]) {
      expect(shown).not.toMatch(LINK);
      expect(shown).not.toMatch(ICON);
      expect(shown).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u);
    }
  }
  // A text may pass through both.
  expect(inert(plain(recorded), 500)).toBe(plain(recorded));
});

test('of our own texts, what languages need in times and numbers stays', () => {
  expect(inert('2:03:04\u202fPM, 1\u00a0234 appels\u00a0: \u200fx', 500)).toBe(
    '2:03:04\u202fPM, 1\u00a0234 appels\u00a0: \u200fx',
  );
});

test('a string of any length is cut before it is looked at, and not through a pair', () => {
  expect(printable('x'.repeat(50_000_000))).toHaveLength(200);
  expect(plain('\u001b'.repeat(50_000_000))).toHaveLength(299 * 4 + 1);
  expect(inert('](\n'.repeat(20_000_000), 10)).toBe('] (\\n] (\\n] (\\n…');
  expect(cut('ab👍c', 4)).toBe('ab…');
  expect(cut('abc', 3)).toBe('abc');
});
