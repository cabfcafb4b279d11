import { expect, test, vi } from 'vitest';

vi.mock('vscode', async () => (await import('./testing/editor-events.js')).editorEvents);

const { SelectionModel, nothingSelected } = await import('./selection.js');

const call = (id: number | null, run = '/runs/a') => ({ run, process: 1, thread: 1, call: id });

/** `a1 b2 a < >`: selects call 1 of run a, call 2 of run b, run a, goes back, goes forward; `xa` forgets run a. */
function after(steps: string) {
  const model = new SelectionModel();
  for (const step of steps.split(' ').filter((word) => word !== '')) {
    if (step === '<') model.goBack();
    else if (step === '>') model.goForward();
    else if (step.startsWith('x')) model.forget(step.slice(1));
    else if (step.length === 1) model.select({ ...nothingSelected, run: step }, 'tree');
    else model.select({ ...call(Number(step.slice(1))), run: step.slice(0, 1) }, 'tree');
  }
  const { run, call: id } = model.selected;
  return `${run === null ? '-' : `${run}${id ?? ''}`} ${model.canGoBack ? '<' : '.'}${model.canGoForward ? '>' : '.'}`;
}

test.each([
  ['', '- ..'],
  ['<', '- ..'],
  ['a1', 'a1 ..'],
  ['a1 a2', 'a2 <.'],
  ['a1 a2 <', 'a1 .>'],
  ['a1 a2 < >', 'a2 <.'],
  ['a1 a2 a3 < < b4', 'b4 <.'],
  ['a1 a2 a3 < < b4 <', 'a1 .>'],
  ['a1 a1', 'a1 ..'],
  ['a1 b2 a3 xa', '- <.'],
  ['a1 b2 a3 xa <', 'b2 ..'],
  ['a1 a2 xa', '- ..'],
  ['a1 a2 xa <', '- ..'],
  ['b1 a2 b1 xa', 'b1 ..'],
  ['b1 a2 b1 a3 b1 b4 < xa', 'b1 .>'],
  ['b1 a2 b1 a3 b1 b4 < xa >', 'b4 <.'],
  ['a', 'a ..'],
  ['a1 a', 'a <.'],
  ['a1 a <', 'a1 ..'],
  ['a1 a b <', 'a1 ..'],
  ['a1 a2 a <', 'a2 <.'],
  ['a1 a2 a < <', 'a1 .>'],
  ['a1 a2 < a', 'a <>'],
  ['a1 a2 < a <', 'a1 .>'],
  ['a1 a2 < a >', 'a2 <.'],
  ['a1 a a2 <', 'a1 .>'],
  ['a1 a a1', 'a1 ..'],
  ['b1 a2 b3 xa', 'b3 <.'],
  ['b1 a2 b3 xa <', 'b1 .>'],
  ['b1 b2 a3 <', 'b2 <>'],
  ['b1 b2 a3 < xa', 'b2 <.'],
])('%s: %s', (steps, expected) => {
  expect(after(steps)).toBe(expected);
});

test('whoever listens hears what was selected before, and by whom', () => {
  const model = new SelectionModel();
  const heard: unknown[] = [];
  model.onDidChange((change) => heard.push(change));
  model.select(call(1), 'timeline');
  model.select(call(1), 'tree');
  expect(heard).toEqual([{ selected: call(1), before: nothingSelected, origin: 'timeline' }]);
});

test('a selection without a call is no step of the history, and going back leaves it', () => {
  const model = new SelectionModel();
  model.select(call(1), 'tree');
  model.select(call(null), 'tree');
  expect([model.canGoBack, model.canGoForward]).toEqual([true, false]);
  model.select(call(2), 'tree');
  model.goBack();
  expect(model.selected).toEqual(call(1));
});

test('whoever shows the ways back and forward hears of every change of them', () => {
  const model = new SelectionModel();
  const heard: string[] = [];
  model.onDidChangeHistory(() => heard.push(`${model.canGoBack ? '<' : '.'}${model.canGoForward ? '>' : '.'}`));
  model.select(call(1, '/runs/b'), 'tree');
  model.select(call(2), 'tree');
  model.goBack();
  // Nothing that is selected goes, but what was ahead does.
  model.forget('/runs/a');
  expect(heard).toEqual(['..', '<.', '.>', '..']);
});
