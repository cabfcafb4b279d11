import { toText } from '../format/text.js';
import type { Value } from '../format/value.js';
import type { ShownChild, ShownValue, ShownValues } from '../rpc/view-contract.js';
import type { CallValues } from '../store/index.js';
import { cutText } from './cut-text.js';
import { missing, objectOf, partsOf, toneOf, typeOf } from './value-parts.js';

/** Of a whole answer, so that it is some hundred kilobytes at most, whatever was recorded. */
const MAX_NODES = 3000;
/** Of one value; recorders write far fewer. */
const MAX_CHILDREN = 1000;
/** Recorders stop at 3 levels or so; a page draws a tree by recursion. */
const MAX_DEPTH = 24;
const MAX_TEXT = 300;
const MAX_NAME = 100;

interface Waiting {
  readonly value: Value;
  readonly depth: number;
  readonly node: { -readonly [Key in keyof ShownValue]: ShownValue[Key] };
}

/**
 * The values of a call as trees ready to be shown. Bounded in nodes, depth and length of texts, level by level: what is
 * on top is shown before what is deep, and what is left out is said in notes.
 */
export function shownValues(values: CallValues): ShownValues {
  const builder = new TreeBuilder();
  const shown = {
    arguments: values.arguments === null ? null : builder.fields(values.arguments),
    locals: values.locals === null ? null : builder.fields(values.locals),
    result: values.result === null ? null : builder.node(values.result),
    yielded: values.yielded === null ? null : builder.node(values.yielded),
    exception: values.exception === null ? null : builder.node(values.exception),
    problem: values.problem === null ? null : cutText(values.problem, MAX_TEXT),
  };
  builder.finish();
  return shown;
}

class TreeBuilder {
  #room = MAX_NODES;
  readonly #waiting: Waiting[] = [];

  node(value: Value, depth = 0): ShownValue {
    this.#room--;
    const object = objectOf(value);
    const node = {
      text: toText(value, MAX_TEXT),
      type: typeOf(value),
      tone: toneOf(value),
      children: [],
      note: null,
      ...(object === null ? {} : { object }),
    };
    this.#waiting.push({ value, depth, node });
    return node;
  }

  /** Arguments or locals. */
  fields(values: ReadonlyMap<string, Value>): readonly ShownChild[] {
    const children: ShownChild[] = [];
    for (const [name, value] of values) {
      if (this.#isFull(children.length)) break;
      const shown = value.kind === 'truncated' ? remark(missing(value.count, 'value').join('')) : this.node(value);
      children.push({ name: cutText(name, MAX_NAME), value: shown });
    }
    const rest = values.size - children.length;
    if (rest > 0) children.push({ name: '…', value: remark(notShown(rest, 'value')) });
    return children;
  }

  /** Fills in what is below the nodes that were asked for. */
  finish(): void {
    // The list grows while it is walked: children stand behind all nodes of their parent's level.
    for (const { value, depth, node } of this.#waiting) {
      const { children, count, notes } = partsOf(value, MAX_CHILDREN);
      if (count > 0 && depth === MAX_DEPTH) {
        node.note = 'What is below is nested too deep to be shown';
        continue;
      }
      const shown: ShownChild[] = [];
      for (const child of children) {
        if (this.#isFull(shown.length)) break;
        shown.push({ name: cutText(child.name, MAX_NAME), value: this.node(child.value, depth + 1) });
      }
      const rest = count - shown.length;
      const said = rest > 0 ? [notShown(rest, 'part'), ...notes] : notes;
      node.children = shown;
      node.note = said.length === 0 ? null : cutText(said.join('; '), MAX_TEXT);
    }
  }

  #isFull(children: number): boolean {
    return this.#room <= 0 || children >= MAX_CHILDREN;
  }
}

function remark(text: string): ShownValue {
  return { text, type: '', tone: 'faint', children: [], note: null };
}

function notShown(count: number, what: string): string {
  return `${count} more ${what}${count === 1 ? ' is' : 's are'} not shown`;
}
