/** What a page sends, checked: it is another process. Throws CodedError 'bad-argument'. */
import type { Input } from '../../rpc/contract.js';
import { changeColumns } from '../../rpc/heap-compare-contract.js';
import type { HeapCompareQuestions } from '../../rpc/heap-compare-contract.js';
import { HEAP_PAGE_ROWS, typeColumns } from '../../rpc/heap-contract.js';
import type { HeapPlace, HeapQuestions } from '../../rpc/heap-contract.js';
import { MAX_SEARCH, fieldsOf, flag, placeOf, text, whole, wrong } from '../views/checked-input.js';

type Questions = HeapQuestions & HeapCompareQuestions;
type InputOf<Name extends keyof Questions> = Input<Questions[Name]>;

const MAX_NODE = 2 ** 31;
const MAX_LEVELS = 64;

/** More rows than a page has are left out and not refused. */
function pageOf(fields: ReadonlyMap<string, unknown>): { readonly limit: number; readonly offset: number } {
  return {
    limit: Math.min(whole(fields.get('limit'), 'limit', Number.MAX_SAFE_INTEGER), HEAP_PAGE_ROWS),
    offset: whole(fields.get('offset'), 'offset', MAX_NODE),
  };
}

export function numberInput(input: unknown): number {
  return whole(input, 'number', MAX_NODE);
}

/** Id of a call. */
export function callInput(input: unknown): number {
  return whole(input, 'call', Number.MAX_SAFE_INTEGER);
}

export function typesInput(input: unknown): InputOf<'types'> {
  const fields = fieldsOf(input);
  const column = typeColumns.find((known) => known === fields.get('column'));
  if (column === undefined) throw wrong('column');
  return {
    text: text(fields.get('text'), 'text', MAX_SEARCH),
    column,
    descending: flag(fields.get('descending'), 'descending'),
    ...pageOf(fields),
  };
}

export function objectsInput(input: unknown): InputOf<'objects'> {
  const fields = fieldsOf(input);
  return { type: whole(fields.get('type'), 'type', MAX_NODE), ...pageOf(fields) };
}

export function referencesInput(input: unknown): InputOf<'references'> {
  const fields = fieldsOf(input);
  const direction = fields.get('direction');
  if (direction !== 'in' && direction !== 'out') throw wrong('direction');
  return { node: whole(fields.get('node'), 'node', MAX_NODE), direction, ...pageOf(fields) };
}

export function waysInput(input: unknown): InputOf<'ways'> {
  const fields = fieldsOf(input);
  return {
    node: whole(fields.get('node'), 'node', MAX_NODE),
    limit: Math.min(whole(fields.get('limit'), 'limit', Number.MAX_SAFE_INTEGER), HEAP_PAGE_ROWS),
  };
}

export function dominatedInput(input: unknown): InputOf<'dominated'> {
  const fields = fieldsOf(input);
  const node = fields.get('node');
  const leastShare = fields.get('leastShare');
  if (typeof leastShare !== 'number' || !(leastShare >= 0 && leastShare <= 1)) throw wrong('leastShare');
  return {
    node: node === null ? null : whole(node, 'node', MAX_NODE),
    levels: Math.min(whole(fields.get('levels'), 'levels', Number.MAX_SAFE_INTEGER), MAX_LEVELS),
    leastShare,
  };
}

const MAX_TYPE = 1000;

export function typeNameInput(input: unknown): string {
  return text(input, 'type', MAX_TYPE);
}

/** As much as a pointer has. */
export function addressInput(input: unknown): string | null {
  if (input === null) return null;
  const address = text(input, 'address', 18);
  if (!/^0x[\da-f]{1,16}$/.test(address)) throw wrong('address');
  return address;
}

export function findInput(input: unknown): InputOf<'find'> {
  const fields = fieldsOf(input);
  return { type: typeNameInput(fields.get('type')), address: addressInput(fields.get('address')) };
}

export function changesInput(input: unknown): InputOf<'changes'> {
  const fields = fieldsOf(input);
  const column = changeColumns.find((known) => known === fields.get('column'));
  if (column === undefined) throw wrong('column');
  return {
    text: text(fields.get('text'), 'text', MAX_SEARCH),
    column,
    descending: flag(fields.get('descending'), 'descending'),
    ...pageOf(fields),
  };
}

export function newObjectsInput(input: unknown): InputOf<'newObjects'> {
  const fields = fieldsOf(input);
  return { change: whole(fields.get('change'), 'change', MAX_NODE), ...pageOf(fields) };
}

/** Name of a snapshot beside this one, no path. */
export function baseInput(input: unknown): string {
  const name = text(input, 'file', 255);
  if (!name.endsWith('.thheap') || /[/\\\0]/.test(name)) throw wrong('file');
  return name;
}

export function placeInput(input: unknown): HeapPlace {
  const fields = fieldsOf(input);
  return { ...placeOf(fields), isNow: flag(fields.get('isNow'), 'isNow') };
}
