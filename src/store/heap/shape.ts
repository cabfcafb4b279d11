/** What a kept file must look like before it is believed: it may come from anybody. */

/** Whether a value is of a shape. */
export type Shape = (value: unknown) => boolean;

export const text: Shape = (value) => typeof value === 'string';
export const number: Shape = (value) => typeof value === 'number' && Number.isFinite(value);
export const flag: Shape = (value) => typeof value === 'boolean';

export function orNull(shape: Shape): Shape {
  return (value) => value === null || shape(value);
}

export function oneOf(...words: readonly string[]): Shape {
  return (value) => typeof value === 'string' && words.includes(value);
}

export function listOf(shape: Shape): Shape {
  return (value) => Array.isArray(value) && value.every(shape);
}

/** Members that are not named may be anything. */
export function object(members: Readonly<Record<string, Shape>>): Shape {
  const wanted = Object.entries(members);
  return (value) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    wanted.every(([name, shape]) => Object.hasOwn(value, name) && shape((value as Record<string, unknown>)[name]));
}
