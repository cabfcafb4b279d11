import type { Problem, ProblemCode } from './problem.js';

/** A file of nothing but damage must not fill memory with its description. */
export const MAX_PROBLEMS = 200;

export class ProblemList {
  readonly items: Problem[] = [];

  add(code: ProblemCode, offset: number, message: string): void {
    if (this.items.length < MAX_PROBLEMS) this.items.push({ code, message, offset });
    else if (this.items.length === MAX_PROBLEMS) {
      this.items.push({ code: 'too-many-problems', message: 'More problems follow; they are not listed.', offset });
    }
  }
}
