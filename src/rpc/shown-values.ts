/** A value as a tree for people. Every text is plain text with control characters escaped, never markup. */
export interface ShownValue {
  /** One line, Python-like, cut to a few hundred characters. */
  readonly text: string;
  /** Type as people name it: `int`, `shop.Order`; empty where the text says it all. */
  readonly type: string;
  /** For the colour: as editors colour literals. */
  readonly tone: 'number' | 'string' | 'keyword' | 'object' | 'error' | 'faint';
  readonly children: readonly ShownChild[];
  /** What is missing below: `12 more items were not recorded`. */
  readonly note: string | null;
  /** What to look for in a heap snapshot; absent for values of which there is nothing to tell, such as numbers. */
  readonly object?: ShownObject;
}

export interface ShownObject {
  /** As recorded: module and qualname, without `builtins`. Not escaped. */
  readonly type: string;
  /** What `id()` told, in hexadecimal; null for kinds whose ids are not recorded. */
  readonly address: string | null;
}

export interface ShownChild {
  readonly name: string;
  readonly value: ShownValue;
}

export interface ShownValues {
  readonly arguments: readonly ShownChild[] | null;
  readonly locals: readonly ShownChild[] | null;
  readonly result: ShownValue | null;
  readonly yielded: ShownValue | null;
  readonly exception: ShownValue | null;
  /** Why values are missing or damaged, one sentence for people. */
  readonly problem: string | null;
}
