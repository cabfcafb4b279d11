import type { PathStep } from './holding-path.js';

/** A way of holding that has a name, and what people do about it. */
export interface Idiom {
  readonly name: string;
  /** What happens, as the end of "... is held because". */
  readonly because: string;
  readonly todo: string;
}

interface Rule extends Idiom {
  readonly fits: (path: readonly PathStep[], held: readonly PathStep[]) => boolean;
}

const is = (edge: string) => (step: PathStep) => step.edge === edge;

/** More telling ones first. `held` is the path from the holder on. */
const rules: readonly Rule[] = [
  {
    name: 'cached-exception',
    because: 'an exception that is kept keeps its traceback, and so the frames and their local variables',
    todo: 'Keep its text instead, or clear it: error.__traceback__ = None',
    // Of records and reports that keep sys.exc_info(), no attribute tells it.
    fits: (path) => path.some(({ edge, type }) => edge.endsWith('.__traceback__') || type === 'traceback'),
  },
  {
    name: 'self-in-lru-cache-key',
    because: 'functools.lru_cache on a method keeps self, which is part of the key',
    todo: 'Cache on the instance, or bound the cache with maxsize and clear it',
    fits: (path) => {
      const cache = path.findIndex(({ type }) => type === 'functools._lru_cache_wrapper');
      return (
        cache >= 0 && path.slice(cache).some(({ edge }) => edge.startsWith('<key') || edge.startsWith('<cache key'))
      );
    },
  },
  {
    name: 'lru-cache',
    because: 'functools.lru_cache keeps its results',
    todo: 'Bound it with maxsize, or call cache_clear()',
    fits: (path) => path.some(({ type }) => type === 'functools._lru_cache_wrapper'),
  },
  {
    name: 'view-pins-base',
    because: 'a view keeps the whole array or buffer that it was cut from',
    todo: 'Copy the part that is needed: view.copy()',
    fits: (_path, held) => held.some(({ edge, type }) => edge === '.base' || type === 'memoryview'),
  },
  {
    name: 'strong-receiver',
    because: 'a registered bound method keeps the object it belongs to',
    todo: 'Disconnect it, or register a weak reference (weakref.WeakMethod)',
    fits: (_path, held) => held.some(({ edge }, at) => edge === '.__self__' && held[at - 1]?.type === 'method'),
  },
  {
    name: 'closure',
    because: 'a function that is kept keeps the variables it closes over',
    todo: 'Drop the function, or pass it what it needs',
    fits: (_path, held) => held.some(is('.cell_contents')),
  },
  {
    name: 'default-argument',
    because: 'a mutable default argument is made once and lives as long as the function',
    todo: 'Use None as the default and make the value in the function',
    fits: (path) => path.some(is('.__defaults__')) || path.some(is('.__kwdefaults__')),
  },
  {
    name: 'suspended-generator',
    because: 'a generator or coroutine that was not finished keeps its local variables',
    todo: 'Close it: generator.close()',
    fits: (path) => path.some(({ type }) => /^(?:async_)?(?:generator|coroutine)$/.test(type)),
  },
  {
    name: 'kept-frame',
    because: 'a frame that is kept keeps its local variables',
    todo: 'Keep what is needed of it (file, line, function), and let go of the frame',
    fits: ([, ...steps], held) =>
      steps.some(({ type }) => type === 'frame') && held.some(({ type }) => type === 'frame'),
  },
  {
    name: 'part-keeps-whole',
    because: 'a part that is kept keeps the whole that it belongs to, which it refers to as its parent',
    todo: 'Keep what is needed of it, such as its text, instead of the part itself',
    fits: (_path, held) => /^\._?parent(?:_?node)?$/i.test(held.at(-1)?.edge ?? '') && held.at(-1)?.repeats === 1,
  },
  {
    name: 'registry',
    because: 'a registry keeps an entry for each name, and nothing takes them out',
    todo: 'Use a bounded set of names',
    fits: (path) => path.some(({ edge }) => edge === '.loggerDict'),
  },
  {
    name: 'unreachable-cycle',
    because: 'the objects only hold each other, and the garbage collector has not come to them',
    todo: 'Let the collector run (gc.enable(), gc.collect()), or break the cycle',
    fits: ([root]) => root?.edge === 'unreachable cycle',
  },
  {
    name: 'held-from-c',
    because: 'C code has references to it that no Python object knows of',
    todo: 'Look at the extension modules and callbacks that were given it',
    fits: ([root]) => root?.edge === 'held from C',
  },
  {
    name: 'running-frame',
    because: 'a function that is still running keeps it in a local variable',
    todo: 'Let go of it (del) when it is no longer needed',
    fits: ([root]) => root?.edge.startsWith('running frame') ?? false,
  },
];

/** The first that fits; null where none does. */
export function idiomOf(path: readonly PathStep[]): Idiom | null {
  const holder = path.findIndex(({ isHolder }) => isHolder);
  const held = path.slice(Math.max(0, holder));
  return rules.find(({ fits }) => fits(path, held)) ?? null;
}
