import { describe, expect, it } from 'vitest';
import { testProcess } from '../timeline/test-lanes.js';
import { problemWords } from './problem-words.js';

const info = (...processes: Parameters<typeof testProcess>[0][]) => ({
  run: 'shop',
  processes: processes.map(testProcess),
  notices: [],
});

describe('what is missing, in words', () => {
  it('is nothing when all is there', () => {
    expect(problemWords(info({}), false)).toBeNull();
  });

  it('says what happened to one process', () => {
    const problems = [{ code: 'cut', message: 'The file ends in the middle of a chunk.' }];
    expect(problemWords(info({ complete: false, problems }), false)).toEqual({
      summary: 'A part of this recording is missing.',
      details: ['The file ends in the middle of a chunk.'],
    });
  });

  it('says which of several processes it was', () => {
    const words = problemWords(info({}, { process: 2, pid: 99, complete: false }), false);
    expect(words?.summary).toBe('A part of this recording is missing: 1 of its 2 processes is incomplete.');
    expect(words?.details[0]).toMatch(/^Process 99: The recording was not closed/);
  });

  it('does not call a recording that goes on incomplete', () => {
    expect(problemWords(info({ complete: false }), true)).toBeNull();
  });

  it('stays short, and shows hostile text as text', () => {
    const problems = Array.from({ length: 500 }, () => ({ code: 'x', message: 'a\u001b[31m\u202eb' }));
    const words = problemWords(info({ problems }), false);
    expect(words?.details).toHaveLength(51);
    expect(words?.details[0]).toBe('a�[31m�b');
    expect(words?.details.at(-1)).toBe('And 450 more.');
  });
});
