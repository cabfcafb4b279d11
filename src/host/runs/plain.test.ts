import { expect, test } from 'vitest';
import { plain } from './plain.js';

test.each([
  ['app.py', 'app.py'],
  ['[x](command:workbench.action.quit)', '[x] (command:workbench.action.quit)'],
  ['$(flame) x', '$ (flame) x'],
  ['a\u001b[31mb\nc\u0000', 'a\\u001b[31mb\\u000ac\\u0000'],
  ['x\u202egnp.exe', 'x\\u202egnp.exe'],
  ['\ud800', '\ufffd'],
  ['<b>&', '<b>&'],
  ['z'.repeat(10), 'zzzz…'],
])('%j is shown as %j', (text, shown) => expect(plain(text, text.startsWith('z') ? 5 : 200)).toBe(shown));

test('a huge text is cut before anything else', () => expect(plain('\u001b'.repeat(50e6)).length).toBe(199 * 6 + 1));
