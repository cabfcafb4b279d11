import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { CodedError } from '../../base/result.js';
import type { OpenRun } from '../model/runs.js';
import { MOST_OPEN, OpenRuns } from './open-runs.js';
import type { ClosableRun } from './open-runs.js';

/** A store without a worker: what happens to it is written down. */
class FakeRun {
  users = 0;
  readonly asked: string[] = [];
  readonly growth = null;
  readonly #thread = deferred();
  readonly ended = this.#thread.promise;
  readonly store = {
    request: async (method: string) => {
      this.asked.push(method);
      return { ok: null };
    },
  };
  readonly #closed: (() => void)[] = [];
  readonly #idle: (() => void)[] = [];
  closedFor: string | null = null;
  readonly onDidClose = (listener: () => void) => listening(this.#closed, listener);
  readonly onDidIdle = (listener: () => void) => listening(this.#idle, listener);
  constructor(readonly folder: string) {}

  get isUsed(): boolean {
    return this.users > 0;
  }
  end(): void {
    this.#thread.resolve();
  }
  hold() {
    this.users++;
    return {
      dispose: () => {
        if (--this.users === 0) for (const listener of this.#idle) listener();
      },
    };
  }
  close({ message }: CodedError): void {
    if (this.closedFor !== null) return;
    this.closedFor = message;
    for (const listener of this.#closed) listener();
  }
}

function listening(listeners: (() => void)[], listener: () => void) {
  listeners.push(listener);
  return { dispose: () => {} };
}

function deferred() {
  let resolve: () => void = () => {};
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}

/** Stores that are read at once, but for those of which `reading` says otherwise. */
function openRuns(reading: (folder: string) => Promise<void> = async () => {}) {
  const live = new Set<string>();
  const started: FakeRun[] = [];
  const changes: string[] = [];
  const log = { warn: () => {}, debug: () => {} };
  const runs = new OpenRuns({
    log,
    isLive: (folder) => live.has(folder),
    start: (folder) => {
      const run = new FakeRun(folder);
      started.push(run);
      return run as unknown as ClosableRun;
    },
    changed: () => changes.push(runs.folders.join('')),
    read: ({ folder }) => reading(folder),
  });
  onTestFinished(() => runs.dispose());
  const open = async (folders: string) => {
    const opened: OpenRun[] = [];
    for (const folder of folders) opened.push(await runs.open(folder, folder));
    return opened;
  };
  return { runs, live, started, changes, open, folders: () => runs.folders.join('') };
}

beforeEach(() => {
  vi.useFakeTimers();
  return () => void vi.useRealTimers();
});

const aMoment = () => vi.advanceTimersByTimeAsync(2000);

test('a run is opened once, also by two at the same time', async () => {
  const { runs, started } = openRuns();
  const [one, other] = await Promise.all([runs.open('a', 'a'), runs.open('a', 'a')]);
  expect(one).toBe(other);
  expect(await runs.open('a', 'a')).toBe(one);
  expect(started).toHaveLength(1);
  expect(runs.opened('a')).toBe(one);
});

test('the least recently used goes', async () => {
  const { open, folders } = openRuns();
  await open('abcd');
  await open('a');
  await open('e');
  await aMoment();
  expect(folders()).toBe('acde');
  expect(folders()).toHaveLength(MOST_OPEN);
});

test('one that is live does not go', async () => {
  const { open, live, folders } = openRuns();
  live.add('a');
  await open('abcdef');
  await aMoment();
  expect(folders()).toBe('adef');
});

test('one that is used does not go, until it is not used any more', async () => {
  const { open, started, folders } = openRuns();
  const [run] = await open('a');
  const held = run.hold();
  await open('bcdefg');
  await aMoment();
  expect(folders()).toBe('aefg');
  expect(started[0].closedFor).toBeNull();
  await open('h');
  // All but the one that is held are newer, and yet it stays.
  await aMoment();
  expect(folders()).toBe('afgh');
  const others = await open('fgh');
  const holds = others.map((other) => other.hold());
  await open('i');
  await aMoment();
  // Everything is held but the newest, so that one goes first.
  expect(folders()).toBe('afgh');
  for (const hold of holds) hold.dispose();
  held.dispose();
  await open('j');
  await aMoment();
  expect(folders()).toBe('fghj');
});

test('more than there is room for may be used at once; what is too much goes when it is idle', async () => {
  const { open, folders } = openRuns();
  const holds = (await open('abcdef')).map((run) => run.hold());
  await aMoment();
  expect(folders()).toBe('abcdef');
  holds[2].dispose();
  expect(folders()).toBe('abcdef');
  await aMoment();
  expect(folders()).toBe('abdef');
  for (const hold of holds) hold.dispose();
  await aMoment();
  expect(folders()).toBe('bdef');
});

test('one that is still being read does not go', async () => {
  const ready = deferred();
  const { runs, open, folders } = openRuns((folder) => (folder === 'a' ? ready.promise : Promise.resolve()));
  const opening = runs.open('a', 'a');
  await open('bcdef');
  await aMoment();
  expect(folders()).toBe('adef');
  expect(runs.opened('a')).toBeUndefined();
  ready.resolve();
  expect((await opening).folder).toBe('a');
});

test('one that cannot be read is closed, and can be tried again', async () => {
  let failures = 1;
  const { runs, started } = openRuns(async () => {
    if (failures-- > 0) throw new CodedError('damaged', 'it is damaged');
  });
  await expect(runs.open('a', 'a')).rejects.toThrow('it is damaged');
  expect(started[0].closedFor).not.toBeNull();
  expect(runs.folders).toEqual([]);
  await expect(runs.open('a', 'a')).resolves.toMatchObject({ folder: 'a' });
});

test('one that was closed is opened anew', async () => {
  const { runs, open } = openRuns();
  const [first] = await open('a');
  runs.close('a', new CodedError('not-found', 'deleted'));
  expect(runs.opened('a')).toBeUndefined();
  const [second] = await open('a');
  expect(second).not.toBe(first);
});

test('a run that ended while it was being opened is read to its end', async () => {
  const ready = deferred();
  const { runs, live, started } = openRuns(() => ready.promise);
  live.add('a');
  const opening = runs.open('a', 'a');
  live.delete('a');
  ready.resolve();
  await opening;
  expect(started[0].asked).toEqual(['finish']);
});

test('with their owner all of them go', async () => {
  const { runs, open, started } = openRuns();
  await open('abc');
  runs.dispose();
  expect(started.map(({ closedFor }) => closedFor)).not.toContain(null);
});

test('a closed run has ended when its thread has, also one that was opened again meanwhile', async () => {
  const { runs, started, changes, open } = openRuns();
  const close = () => runs.close('a', new CodedError('cancelled', 'enough'));
  await runs.ended('a');
  await open('a');
  close();
  await open('a');
  close();
  const ended = vi.fn<() => void>();
  const waiting = runs.ended('a').then(ended);
  for (const run of started) {
    await aMoment();
    expect(ended).not.toHaveBeenCalled();
    run.end();
  }
  await waiting;
  expect(changes).toEqual(['a', '', 'a', '']);
});
