import { expect, test } from 'vitest';
import { readInput } from './read-input.js';

const inputs = [
  null,
  { id: 'port', type: 'promptString', description: 'Port', default: '80' },
  { id: 'key', type: 'promptString', password: true },
  { id: 'env', type: 'pickString', options: ['dev', { label: 'Live', value: 'prod' }, 7], default: 'prod' },
  { id: 'cmd', type: 'command', command: 'a.b', args: { c: 1 } },
  { id: 'port', type: 'promptString', default: 'later' },
  { id: 'odd', type: 'other' },
];

test.each([
  ['port', { description: 'Port', value: '80', password: false }],
  ['key', { description: null, value: '', password: true }],
  [
    'env',
    {
      description: null,
      options: [
        { label: 'Live', value: 'prod' },
        { label: 'dev', value: 'dev' },
      ],
    },
  ],
  ['cmd', { command: 'a.b', args: { c: 1 } }],
  ['odd', null],
  ['none', null],
])('%s', (id, expected) => expect(readInput(inputs, id)).toEqual(expected));
