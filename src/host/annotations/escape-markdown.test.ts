import { expect, test } from 'vitest';
import { commandLink, escapeMarkdown } from './escape-markdown.js';

test.each([
  ['plain words 12', 'plain words 12'],
  ['`code`', '\\`code\\`'],
  ['a|b', 'a\\|b'],
  ['[x](command:workbench.action.quit)', '\\[x\\]\\(command\\:workbench\\.action\\.quit\\)'],
  ['](command:x)', '\\]\\(command\\:x\\)'],
  ['<img src=x onerror=alert(1)>', '\\<img src\\=x onerror\\=alert\\(1\\)\\>'],
  ['&lt;b&gt;', '\\&lt\\;b\\&gt\\;'],
  ['**bold** _it_ ~~no~~', '\\*\\*bold\\*\\* \\_it\\_ \\~\\~no\\~\\~'],
  ['# heading', '\\# heading'],
  ['line\n| new | row |', 'line\\\\n\\| new \\| row \\|'],
  ['https://evil.example', 'https\\:\\/\\/evil\\.example'],
  ['www.evil.example', 'www\\.evil\\.example'],
  ['me@evil.example', 'me\\@evil\\.example'],
  ['\\', '\\\\'],
  ['\\[x\\]', '\\\\\\[x\\\\\\]'],
  ['abc\u202edef', 'abc\\\\u202edef'],
  ['\u001b]8;;x\u0007', '\\\\x1b\\]8\\;\\;x\\\\x07'],
  ['\ud800', '\\\\ud800'],
  ['$(trash)', '\\$\\(trash\\)'],
  ['    indented', 'indented'],
])('%j becomes %j', (text, escaped) => {
  expect(escapeMarkdown(text)).toBe(escaped);
});

test('no punctuation is left that was not escaped, whatever comes', () => {
  for (let code = 0; code < 0x3000; code++) {
    const escaped = escapeMarkdown(`a${String.fromCharCode(code)}b`);
    expect(escaped.replaceAll(/\\[!-/:-@[-`{-~]/g, '')).not.toMatch(/[!-/:-@[-`{-~\p{C}]/u);
  }
});

test('it is cut before it grows', () => {
  expect(escapeMarkdown('|'.repeat(10_000_000), 10)).toBe(`${'\\|'.repeat(9)}…`);
});

test('an argument cannot end its link, and comes back as it was', () => {
  const argument = { folder: "/w/a) [x](command:y) 'z' |<b>\n\ud800", call: 2 ** 33 + 7 };
  const link = commandLink('show', 'tracehold.showCall', argument);
  expect(link).toMatch(/^\[show\]\(command:tracehold\.showCall\?[\w%.-]+\)$/);
  const query = link.slice(link.indexOf('?') + 1, -1);
  expect(JSON.parse(decodeURIComponent(query))).toEqual([argument]);
});
