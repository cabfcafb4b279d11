/** What a kept file must look like before it is believed: it may come from anybody. */

/** Whether a value is of a type. */
export type Shape<Type> = (value: unknown) => value is Type;

export const text: Shape<string> = (value) => typeof value === 'string';
export const number: Shape<number> = (value): value is number => typeof value === 'number' && Number.isFinite(value);
export const flag: Shape<boolean> = (value) => typeof value === 'boolean';

export function orNull<Type>(shape: Shape<Type>): Shape<Type | null> {
  return (value): value is Type | null => value === null || shape(value);
}

/** A word of a union: that all of its words are named is for the compiler to see. */
export function oneOf<Word extends string>(words: Readonly<Record<Word, true>>): Shape<Word> {
  return (value): value is Word => typeof value === 'string' && Object.hasOwn(words, value);
}

export function listOf<Type>(shape: Shape<Type>): Shape<readonly Type[]> {
  return (value): value is readonly Type[] => Array.isArray(value) && value.every(shape);
}

/** An object with all members of a type; others may be anything. */
export function object<Type extends object>(members: {
  readonly [Name in keyof Type]-?: Shape<Type[Name]>;
}): Shape<Type> {
  const wanted = Object.entries<Shape<unknown>>(members);
  return (value): value is Type =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    wanted.every(([name, shape]) => Object.hasOwn(value, name) && shape((value as Record<string, unknown>)[name]));
}
