import { Selection, Uri, commands, l10n, window } from 'vscode';
import { assertNever } from '../../base/assert-never.js';
import type { CommandId } from '../contributions.js';
import { showBriefly } from '../window/messages.js';
import { plain } from '../window/shown-text.js';
import type { Ended } from './judge-ending.js';
import { judgeEnding } from './judge-ending.js';
import { say } from './refusal.js';
import type { Way } from './refusal.js';

interface Said {
  readonly name: string;
  readonly script: string | null;
  readonly showTimeline: () => Promise<void>;
}

/** Says once how a program ended, when that is not what one expects anyway. */
export async function sayEnding(ended: Ended, { name: givenName, script, showTimeline }: Said): Promise<void> {
  const name = plain(givenName, 60);
  const { recorded } = ended;
  const calls = (typeof recorded === 'object' ? recorded.calls : 0).toLocaleString('en-US');
  const recordSettings: Way = { title: l10n.t('Open Settings'), go: () => openSettings('tracehold.record') };
  const timeline: Way = { title: l10n.t('Show Timeline'), go: showTimeline };
  const judgement = judgeEnding(ended);
  switch (judgement.kind) {
    case 'fine':
      showBriefly(l10n.t('Tracehold: {0} has ended, {1} calls recorded', name, calls), 5000);
      return;
    case 'stopped':
      await say('information', l10n.t('{0} was stopped. Its recording is kept: {1} calls.', name, calls), [timeline]);
      return;
    case 'terminal-closed':
      await say(
        'information',
        l10n.t('{0} ended with its terminal. What it recorded is kept: {1} calls.', name, calls),
        [timeline],
      );
      return;
    case 'interrupted':
      await say(
        'information',
        l10n.t('{0} was interrupted (SIGINT). Its recording is complete: {1} calls.', name, calls),
        [timeline],
      );
      return;
    case 'unwatched':
      await say(
        'information',
        l10n.t(
          '{0} has ended while no window watched it; its exit code is not known. Its recording is complete: {1} calls.',
          name,
          calls,
        ),
        [timeline],
      );
      return;
    case 'failed':
      if (typeof recorded === 'object' && recorded.calls === 0) {
        await say(
          'warning',
          l10n.t(
            '{0} exited with code {1}, and no call of a file that is recorded was made. Check which files are.',
            name,
            judgement.exitCode,
          ),
          [recordSettings],
        );
        return;
      }
      await say(
        'warning',
        l10n.t('{0} exited with code {1}. Its recording is complete: {2} calls.', name, judgement.exitCode, calls),
        [timeline],
      );
      return;
    case 'killed':
      await say(
        'warning',
        l10n.t('{0} was killed, or crashed. What it recorded until shortly before is kept: {1} calls.', name, calls),
        [timeline],
      );
      return;
    case 'syntax-error': {
      const { line, message } = judgement.problem;
      const ways = script === null ? [] : [{ title: l10n.t('Go to Line {0}', line), go: () => goTo(script, line) }];
      await say('error', l10n.t('{0} was not run: {1} (line {2}).', name, plain(message), line), ways);
      return;
    }
    case 'nothing-called':
      await say(
        'information',
        l10n.t('{0} has ended, and no call of a file that is recorded was made. Check which files are.', name),
        [recordSettings],
      );
      return;
    case 'not-begun':
      await say(
        'error',
        l10n.t('Nothing of {0} was recorded: the recorder could not begin. What Python said is in the terminal.', name),
        [{ title: l10n.t('Show Terminal'), go: () => commands.executeCommand('workbench.action.terminal.focus') }],
      );
      return;
    case 'unreadable':
      await say(
        'warning',
        l10n.t('{0} has ended, and its recording cannot be read: it was deleted meanwhile, or is damaged.', name),
        [{ title: l10n.t('Show Log'), go: () => commands.executeCommand('tracehold.showLog' satisfies CommandId) }],
      );
      return;
    default:
      assertNever(judgement, 'judgement');
  }
}

async function goTo(script: string, line: number): Promise<void> {
  const selection = new Selection(line - 1, 0, line - 1, 0);
  await window.showTextDocument(Uri.file(script), { selection });
}

function openSettings(query: string): Thenable<unknown> {
  return commands.executeCommand('workbench.action.openSettings', query);
}
