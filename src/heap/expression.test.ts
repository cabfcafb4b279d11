import { expect, test } from 'vitest';
import { snapshotOf } from '../../test/heap/snapshot.js';
import { contentsOf, follow } from './expression.js';

const objects = {
  app: { type: 'module', refers: { '.__dict__': 'globals' } },
  sub: { type: 'module', refers: { '.__dict__': 'subGlobals' } },
  globals: { type: 'dict', refers: { "['cache']": 'cache' } },
  subGlobals: { type: 'dict', refers: { "['rows']": 'rows' } },
  cache: {
    type: 'dict',
    refers: { "['a.b]']": 'one', "['it\\'s']": 'two', "<key 'a.b]'>": 'key', '<class>': 'class' },
  },
  rows: { type: 'list', refers: { '[0]': 'one', '[1]': 'two' } },
  one: { type: 'Row', refers: { '<reference>': 'attributes' } },
  attributes: { type: 'dict', refers: { "['data']": 'data' } },
  two: { type: 'Row', refers: { '.data': 'data' } },
  data: { type: 'bytes' },
  key: { type: 'str' },
  class: { type: 'type' },
};
const names = Object.keys(objects);
const found = snapshotOf({ roots: { app: 'module app', sub: 'module app.sub' }, objects });
const followed = (expression: string) => follow(found, expression).nodes.map((node) => names[node]);

test.each([
  ['app.cache', ['cache']],
  ["app.cache['a.b]']", ['one']],
  ["app.cache['it\\'s'].data", ['data']],
  ["app.cache <key 'a.b]'> ", ['key']],
  // The module with the longest name: it is none of the other's attributes.
  ['app.sub.rows', ['rows']],
  ['app.sub.rows[1]', ['two']],
  ['app.sub.rows[*]', ['one', 'two']],
  ['app.cache[*]', ['one', 'two']],
  ['app.sub.rows[*].data', ['data']],
])('%s', (expression, expected) => {
  expect(followed(expression)).toEqual(expected);
});

test('all references by which the last step comes there are meant', () => {
  expect(follow(found, 'app.sub.rows[*].data').edges).toHaveLength(2);
});

test.each([
  ['nowhere.x', /No module/],
  ['application.x', /No module/],
  ['app.cache.x', /app\.cache holds nothing by \.x/],
  ['app', /is a module/],
  ['app.cache[', /'\[' is no step/],
])('%s is refused', (expression, message) => {
  expect(() => follow(found, expression)).toThrow(
    expect.objectContaining({ code: 'bad-argument', message: expect.stringMatching(message) as string }),
  );
});

test('to clear an object is to cut all that it holds, but its class', () => {
  const edges = contentsOf(found, follow(found, 'app.cache').nodes);
  expect(edges.map((edge) => names[found.graph.target[edge]])).toEqual(['one', 'two', 'key']);
});
