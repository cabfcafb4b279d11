import { expect, test } from 'vitest';
import { Owner } from './disposable.js';

class Example extends Owner {
  own(dispose: () => void): void {
    this.register({ dispose });
  }
}

test('what was created last goes first, and only once', () => {
  const order: string[] = [];
  const owner = new Example();
  owner.own(() => order.push('first'));
  owner.own(() => order.push('second'));
  owner.dispose();
  owner.dispose();
  expect(order).toEqual(['second', 'first']);
});

test('one that throws does not keep the others alive', () => {
  const order: string[] = [];
  const owner = new Example();
  owner.own(() => order.push('first'));
  owner.own(() => {
    throw new Error('stuck');
  });
  expect(() => owner.dispose()).toThrow(AggregateError);
  expect(order).toEqual(['first']);
});

test('what comes after the end is disposed at once', () => {
  const order: string[] = [];
  const owner = new Example();
  owner.dispose();
  owner.own(() => order.push('late'));
  expect(order).toEqual(['late']);
});
