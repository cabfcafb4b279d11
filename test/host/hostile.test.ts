import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';
import { hoversAt, inWorkspace, lensAbove, lensesAbove, openViews, show } from './editor.js';
import { until } from './waiting.js';

/** Names and values that would run, steer or break whatever shows them as more than text. */
const program = String.raw`
LINK = "[click](command:workbench.action.closeWindow) | **bold** <img src=x onerror=alert(1)> $(trash)"
BAD = LINK + "\x1b]0;owned\x07\x1b[31m\n" + chr(0xd800) + chr(0x202e)

def take(value, long):
    return {value: [value] * 3}

take.__code__ = take.__code__.replace(co_name=LINK)
take(BAD, "x" * 100_000_000)

def fail(value):
    raise ValueError(value)

try:
    fail(BAD)
except ValueError:
    pass
`;

suite('a recording that would do harm', () => {
  test('is shown as text', async () => {
    writeFileSync(inWorkspace('hostile.py').fsPath, program);
    await vscode.commands.executeCommand('tracehold.profileFile', inWorkspace('hostile.py'));
    const document = await show('hostile.py');
    await lensAbove(document, 'def fail', /^1 call · .*1 exception$/);
    assert.notEqual((await hoversAt(document, 'fail(value):')).length, 0);
    for (const text of ['take(value', 'take(BAD', 'fail(value):', 'fail(BAD)']) {
      const hovers = await hoversAt(document, text);
      for (const { value, isTrusted, supportHtml } of hovers) {
        assert.deepEqual(isTrusted, { enabledCommands: ['tracehold.showCall'] });
        assert.notEqual(supportHtml, true);
        const links = [...value.matchAll(/(?<!\\)\]\(([^)]*)\)/g)].map(([, target]) => target);
        for (const target of links) assert.match(target, /^command:tracehold\.showCall\?/);
        assert.doesNotMatch(value, /[\u0000-\u0009\u000b-\u001f\u202e]/);
        assert.ok(value.length < 20_000, `${value.length} characters`);
      }
    }
    for (const title of await lensesAbove(document, 'def fail')) assert.doesNotMatch(title, /\$\(trash\)|<img/);
    await until('the timeline', () => openViews().find((type) => type.endsWith('tracehold.timeline')));
  });
});
