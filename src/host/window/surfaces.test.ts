import { afterEach, expect, test, vi } from 'vitest';
import { confirm, showBriefly, showMessage, showProgress } from './messages.js';
import { askText, inertItem, openPick, pickOne, pickSeveral } from './picks.js';

const seen = vi.hoisted(() => ({ given: [] as unknown[] }));

/** Stands for the editor: keeps what it is given, and answers with the last button or the first item. */
vi.mock('vscode', () => {
  const message = (...given: unknown[]) => {
    seen.given.push(given);
    return Promise.resolve(given.at(-1));
  };
  return {
    ProgressLocation: { Notification: 15 },
    window: {
      showErrorMessage: message,
      showWarningMessage: message,
      showInformationMessage: message,
      setStatusBarMessage: message,
      showQuickPick: (items: readonly unknown[], options: { readonly canPickMany?: boolean }) => {
        seen.given.push([items, options]);
        return Promise.resolve(options.canPickMany === true ? items : items[0]);
      },
      createQuickPick: () => {
        const pick = {};
        seen.given.push(pick);
        return pick;
      },
      showInputBox: (options: { readonly validateInput: (typed: string) => unknown }) => {
        seen.given.push(options, options.validateInput('typed'));
        return Promise.resolve('typed');
      },
      withProgress: (options: unknown, work: (progress: unknown, token: unknown) => unknown) => {
        seen.given.push(options);
        return work({ report: (step: unknown) => seen.given.push(step) }, {});
      },
    },
  };
});

const hostile = '[x](command:workbench.action.quit) $(trash) \u001b[31m\u202e\ud800\n';
const shown = '[x] (command:workbench.action.quit) $ (trash) \\x1b[31m\\u202e\\ud800\\n';
const item = { label: hostile, description: hostile, detail: hostile, row: 7 };

afterEach(() => (seen.given.length = 0));

/** Every string that the editor was given, wherever it stood. */
function texts(given: unknown): readonly string[] {
  if (typeof given === 'string') return [given];
  return typeof given === 'object' && given !== null ? Object.values(given).flatMap(texts) : [];
}

test.each<[name: string, open: () => unknown]>([
  ['an error', () => showMessage('error', hostile)],
  ['a warning with a button', () => showMessage('warning', hostile, hostile)],
  ['an information', () => showMessage('information', hostile, hostile, hostile)],
  ['the status bar', () => showBriefly(hostile, 1000)],
  ['a list', () => pickOne([item], hostile, { matchOnDescription: true })],
  ['a list of many', () => pickSeveral([item], hostile)],
  ['a list that grows', () => Object.assign(openPick(hostile, hostile), { items: [inertItem(item)] })],
  ['a question for a text', () => askText(hostile, { title: hostile, check: () => hostile })],
  ['progress', async () => showProgress(hostile, async (report) => report({ message: hostile, increment: 1 }))],
])('%s makes no link and no icon of what it is given', async (_name, open) => {
  await open();
  const given = texts(seen.given);
  expect(given.length).toBeGreaterThan(0);
  expect(new Set(given)).toEqual(new Set([shown]));
});

test('lines below a question stay lines', async () => {
  await expect(confirm(hostile, [hostile, '', hostile], 'Delete')).resolves.toBe(true);
  expect(seen.given).toEqual([[shown, { modal: true, detail: `${shown}\n\n${shown}` }, 'Delete']]);
});

test('the answer is what was offered, not what was shown of it', async () => {
  await expect(showMessage('error', 'a', 'no', hostile)).resolves.toBe(hostile);
  await expect(pickOne([item], 'a')).resolves.toMatchObject({ row: 7 });
  await expect(pickSeveral([item, item], 'a')).resolves.toHaveLength(2);
});
