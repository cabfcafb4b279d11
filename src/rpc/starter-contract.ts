/** What the host asks the thread that starts programs for it, and which tells nothing unasked. */
import type { Heard, HearOptions } from '../run/hear.js';

export interface StarterMethods {
  hear(asked: Asked): Heard;
}

interface Asked {
  readonly command: string;
  readonly words: readonly string[];
  readonly options: HearOptions;
}
