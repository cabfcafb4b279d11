import { expect, test, vi } from 'vitest';

vi.mock('vscode', () => ({
  EventEmitter: class<T> {
    readonly #listeners = new Set<(value: T) => void>();
    readonly event = (listener: (value: T) => void) => {
      this.#listeners.add(listener);
      return { dispose: () => this.#listeners.delete(listener) };
    };
    fire(value: T) {
      for (const listener of this.#listeners) listener(value);
    }
    dispose() {
      this.#listeners.clear();
    }
  },
}));

const { SelectionModel, nothingSelected } = await import('./selection.js');

const call = (id: number | null, run = '/runs/a') => ({ run, process: 1, thread: 1, call: id });

/** `a1 b2 < >`: selects call 1 of run a, call 2 of run b, goes back, goes forward; `xa` forgets run a. */
function after(steps: string) {
  const model = new SelectionModel();
  for (const step of steps.split(' ').filter((word) => word !== '')) {
    if (step === '<') model.goBack();
    else if (step === '>') model.goForward();
    else if (step.startsWith('x')) model.forget(step.slice(1));
    else model.select({ ...call(Number(step.slice(1))), run: step.slice(0, 1) }, 'tree');
  }
  const { run, call: id } = model.selected;
  return `${run === null ? '-' : `${run}${id}`} ${model.canGoBack ? '<' : '.'}${model.canGoForward ? '>' : '.'}`;
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
  ['a1 b2 a3 xa', '- ..'],
  ['a1 b2 a3 xa <', '- ..'],
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

test('a selection without a call is no step of the history', () => {
  const model = new SelectionModel();
  model.select(call(1), 'tree');
  model.select(call(null), 'tree');
  expect([model.canGoBack, model.canGoForward]).toEqual([false, false]);
  model.select(call(2), 'tree');
  model.goBack();
  expect(model.selected).toEqual(call(1));
});
