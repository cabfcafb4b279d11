/**
 * What a page sends, checked: it is another process, and the worker takes numbers as they come. Throws CodedError
 * 'bad-argument'.
 */
import type { Input } from '../../rpc/contract.js';
import { PAGE_ROWS } from '../../rpc/store-contract.js';
import { addressInput, typeNameInput } from '../heap/heap-input.js';
import type { ViewMethods } from '../../rpc/view-contract.js';
import { MAX_SEARCH, fieldsOf, finite, flag, placeOf, text, whole, wrong } from './checked-input.js';

type InputOf<Name extends keyof ViewMethods> = Input<ViewMethods[Name]>;

const MAX_THREAD = 2 ** 21;
const MAX_FUNCTION = 2 ** 32 - 1;
const MAX_FUNCTIONS = 10_000;
const MAX_PIXELS = 20_000;
const MAX_DEPTH = 100_000;
/** Of a merged tree: the page draws a row of pixels for each. */
const MAX_TREE_DEPTH = 2000;
/** Functions from the root of the tree to a node of it. */
const MAX_TREE_PATH = 20_000;
/** Of tasks at once: a screen has fewer. */
const MAX_TASK_ROWS = 1000;
const MAX_NAME = 255;

/** More rows than a page has are left out and not refused. */
function limitOf(fields: ReadonlyMap<string, unknown>): number {
  return Math.min(whole(fields.get('limit'), 'limit', Number.MAX_SAFE_INTEGER), PAGE_ROWS);
}

function offsetOf(fields: ReadonlyMap<string, unknown>): { readonly offset?: number } {
  const offset = fields.get('offset');
  return offset === undefined ? {} : { offset: whole(offset, 'offset', Number.MAX_SAFE_INTEGER) };
}

function threadOf(value: unknown): number {
  return whole(value, 'thread', MAX_THREAD);
}

export function callInput(input: unknown): number {
  return whole(input, 'call', Number.MAX_SAFE_INTEGER);
}

export function functionInput(input: unknown): number {
  return whole(input, 'function', MAX_FUNCTION);
}

/** A stretch of time and how wide it is drawn. */
function stretchOf(fields: ReadonlyMap<string, unknown>) {
  return {
    fromNs: finite(fields.get('fromNs'), 'fromNs'),
    toNs: finite(fields.get('toNs'), 'toNs'),
    pixels: Math.min(Math.max(1, finite(fields.get('pixels'), 'pixels')), MAX_PIXELS),
  };
}

/** Of methods that are asked for without anything. */
export function noInput(): null {
  return null;
}

export function viewportInput(input: unknown): InputOf<'viewport'> {
  const fields = fieldsOf(input);
  const maxDepth = fields.get('maxDepth');
  return {
    thread: threadOf(fields.get('thread')),
    ...stretchOf(fields),
    ...(maxDepth === undefined ? {} : { maxDepth: whole(maxDepth, 'maxDepth', MAX_DEPTH) }),
  };
}

export function overviewInput(input: unknown): InputOf<'overview'> {
  const fields = fieldsOf(input);
  const threads = fields.get('threads');
  if (!Array.isArray(threads) || threads.length > PAGE_ROWS) throw wrong('threads');
  return {
    threads: threads.map((each: unknown) => {
      const own = fieldsOf(each);
      return {
        thread: threadOf(own.get('thread')),
        offsetNs: finite(own.get('offsetNs'), 'offsetNs'),
        row: whole(own.get('row'), 'row', MAX_DEPTH),
        rows: whole(own.get('rows'), 'rows', MAX_DEPTH, 1),
      };
    }),
    ...stretchOf(fields),
  };
}

const SORTS = ['self', 'total', 'calls', 'net', 'allocated'] as const;

export function topInput(input: unknown): InputOf<'top'> {
  const fields = fieldsOf(input);
  const sort = SORTS.find((known) => known === fields.get('sort'));
  if (sort === undefined) throw wrong('sort');
  return { sort, limit: limitOf(fields) };
}

export function childrenInput(input: unknown): InputOf<'children'> {
  const fields = fieldsOf(input);
  const call = fields.get('call');
  return {
    thread: threadOf(fields.get('thread')),
    call: call === null ? null : callInput(call),
    limit: limitOf(fields),
    ...offsetOf(fields),
  };
}

export function callsOfInput(input: unknown): InputOf<'callsOf'> {
  const fields = fieldsOf(input);
  const ids = fields.get('functionIds');
  if (!Array.isArray(ids) || ids.length > MAX_FUNCTIONS) throw wrong('functionIds');
  return { functionIds: ids.map(functionInput), limit: limitOf(fields), ...offsetOf(fields) };
}

export function treeInput(input: unknown): InputOf<'tree'> {
  const fields = fieldsOf(input);
  const minFraction = fields.get('minFraction');
  const thread = fields.get('thread');
  const path = fields.get('path');
  return {
    depth: Math.min(whole(fields.get('depth'), 'depth', Number.MAX_SAFE_INTEGER), MAX_TREE_DEPTH),
    ...(minFraction === undefined ? {} : { minFraction: finite(minFraction, 'minFraction') }),
    ...(thread === undefined ? {} : { thread: threadOf(thread) }),
    ...(path === undefined ? {} : { path: pathOf(path) }),
  };
}

function pathOf(path: unknown): readonly number[] {
  if (!Array.isArray(path) || path.length > MAX_TREE_PATH) throw wrong('path');
  return path.map(functionInput);
}

export function ancestorsInput(input: unknown): InputOf<'ancestors'> {
  const fields = fieldsOf(input);
  const collapse = flag(fields.get('collapse') ?? true, 'collapse');
  return { call: callInput(fields.get('call')), collapse, limit: limitOf(fields), ...offsetOf(fields) };
}

export function siblingsInput(input: unknown): InputOf<'siblings'> {
  const fields = fieldsOf(input);
  return {
    call: callInput(fields.get('call')),
    before: whole(fields.get('before'), 'before', PAGE_ROWS),
    after: whole(fields.get('after'), 'after', PAGE_ROWS),
  };
}

export function taskSpansInput(input: unknown): InputOf<'taskSpans'> {
  const fields = fieldsOf(input);
  return {
    thread: threadOf(fields.get('thread')),
    ...stretchOf(fields),
    firstRow: whole(fields.get('firstRow'), 'firstRow', MAX_FUNCTION),
    rows: whole(fields.get('rows'), 'rows', MAX_TASK_ROWS),
  };
}

export function taskAtInput(input: unknown): InputOf<'taskAt'> {
  const fields = fieldsOf(input);
  return {
    thread: threadOf(fields.get('thread')),
    index: whole(fields.get('index'), 'index', Number.MAX_SAFE_INTEGER),
  };
}

export function searchTasksInput(input: unknown): InputOf<'searchTasks'> {
  const fields = fieldsOf(input);
  return { text: text(fields.get('text'), 'text', MAX_SEARCH), limit: limitOf(fields), ...offsetOf(fields) };
}

export function searchInput(input: unknown): InputOf<'search'> {
  const fields = fieldsOf(input);
  return { text: text(fields.get('text'), 'text', MAX_SEARCH), limit: limitOf(fields) };
}

export function selectInput(input: unknown): InputOf<'select'> {
  const fields = fieldsOf(input);
  const thread = fields.get('thread');
  const call = fields.get('call');
  return { thread: thread === null ? null : threadOf(thread), call: call === null ? null : callInput(call) };
}

/** Name of a file of the run, no path. */
export function fileInput(input: unknown): string {
  const name = text(input, 'file', MAX_NAME);
  if (name === '' || /[/\\\0]/.test(name)) throw wrong('file');
  return name;
}

export function keeperInput(input: unknown): InputOf<'showKeeper'> {
  const fields = fieldsOf(input);
  const object = fieldsOf(fields.get('object'));
  return {
    call: callInput(fields.get('call')),
    isEnd: flag(fields.get('isEnd'), 'isEnd'),
    name: text(fields.get('name'), 'name', MAX_SEARCH),
    object: { type: typeNameInput(object.get('type')), address: addressInput(object.get('address')) },
  };
}

export function revealInput(input: unknown): InputOf<'reveal'> {
  return placeOf(fieldsOf(input));
}
