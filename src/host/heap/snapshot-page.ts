import { basename, dirname } from 'node:path';
import type { Webview } from 'vscode';
import { Owner } from '../../base/disposable.js';
import type { Handlers, Input } from '../../rpc/contract.js';
import type { BirthsQuery, HeapBirths } from '../../rpc/heap-births-contract.js';
import type { HeapCompareQuestions, HeapDifference } from '../../rpc/heap-compare-contract.js';
import type { HeapQuestions, HeapStart, HeapViewEvents, HeapViewMethods } from '../../rpc/heap-contract.js';
import type { Taken } from '../views/births.js';
import { PageSession } from '../views/page-session.js';
import type { PlaceOpener } from '../views/run-page.js';
import * as check from './heap-input.js';
import { HeapBases } from './heap-bases.js';
import { heapFailure } from './heap-words.js';
import type { OpenHeaps } from './open-heaps.js';
import { revealPlace } from './reveal-place.js';
import type { WantedObjects } from './wanted-objects.js';

/** What a page needs besides its webview. */
export interface PageParts {
  readonly heaps: OpenHeaps;
  readonly wanted: WantedObjects;
  readonly source: PlaceOpener;
  /** Asks the recording, and shows what it has. */
  readonly calls: {
    births(taken: Taken, query: BirthsQuery, signal: AbortSignal): Promise<HeapBirths>;
    show(folder: string, call: number): Promise<void>;
  };
  /** A page that is not shown is no page: it is loaded anew when it is. */
  readonly isShown: () => boolean;
}

type Questions = HeapQuestions & HeapCompareQuestions;

/** What a page asks of its snapshot, each with the check of what comes with it. */
const questions: { readonly [Name in keyof Questions]: (input: unknown) => Input<Questions[Name]> } = {
  types: check.typesInput,
  objects: check.objectsInput,
  randomObject: check.numberInput,
  object: check.numberInput,
  references: check.referencesInput,
  holdingPath: check.numberInput,
  ways: check.waysInput,
  find: check.findInput,
  changes: check.changesInput,
  newObjects: check.newObjectsInput,
  changedWays: check.numberInput,
  dominated: check.dominatedInput,
};

/** Those that only a snapshot can answer that was compared. */
const aboutBase: ReadonlySet<string> = new Set<keyof HeapCompareQuestions>(['changes', 'newObjects', 'changedWays']);

/** Connects a webview with the snapshot it shows, which stays open as long as the panel. */
export class SnapshotPage extends Owner {
  readonly #path: string;
  readonly #heaps: OpenHeaps;
  readonly #wanted: WantedObjects;
  readonly #source: PlaceOpener;
  readonly #calls: PageParts['calls'];
  readonly #bases: HeapBases;
  readonly #session: PageSession<HeapViewMethods, HeapViewEvents>;
  #isReady = false;

  /** @param path of the file, absolute */
  constructor(webview: Webview, path: string, { heaps, wanted, source, calls, isShown }: PageParts) {
    super();
    this.#path = path;
    this.#heaps = heaps;
    this.#source = source;
    this.#calls = calls;
    this.#wanted = wanted;
    this.#bases = new HeapBases(heaps, path);
    this.#session = this.register(new PageSession(webview, this.#handlers()));
    this.register(heaps.hold(path));
    this.register(
      wanted.onDidWant((of) => {
        if (of !== path || !this.#isReady || !isShown()) return;
        const object = wanted.take(path);
        if (object !== null) this.#session.emit('wanted', object);
      }),
    );
  }

  #handlers(): Handlers<HeapViewMethods> {
    const ask = async <Name extends keyof Questions>(name: Name, input: unknown, signal: AbortSignal) => {
      const checked = questions[name](input);
      try {
        const { client } = await this.#heaps.open(this.#path, { signal });
        if (aboutBase.has(name)) await this.#bases.compareAgain(client, signal);
        return await client.call(name, checked, signal);
      } catch (thrown) {
        throw heapFailure(thrown, this.#path);
      }
    };
    const names = Object.keys(questions) as (keyof Questions)[];
    const passedOn = Object.fromEntries(
      names.map((name) => [name, (input: unknown, { signal }: { signal: AbortSignal }) => ask(name, input, signal)]),
    ) as unknown as Handlers<Questions>;
    return {
      ...passedOn,
      start: (_input, { signal }) => this.#start(signal),
      bases: () => this.#bases.all(),
      compareWith: (input, { signal }) => this.#compareWith(check.baseInput(input), signal),
      births: (input, { signal }) => this.#births(check.findInput(input), signal),
      showCall: (input) => this.#calls.show(dirname(this.#path), check.callInput(input)),
      reveal: (input) => revealPlace(this.#source, this.#path, check.placeInput(input)),
    };
  }

  async #compareWith(file: string, signal: AbortSignal): Promise<HeapDifference> {
    const { client } = await this.#heaps.open(this.#path, { signal });
    return this.#bases.compare(client, file, signal, (fraction) => this.#session.emit('comparing', { fraction }));
  }

  async #births(query: BirthsQuery, signal: AbortSignal): Promise<HeapBirths> {
    const { summary } = await this.#heaps.open(this.#path, { signal });
    const { pid = 0, takenMs = 0 } = summary.record ?? {};
    const others = (await this.#bases.all()).flatMap(({ record }) => (record?.pid === pid ? [record.takenMs] : []));
    const previousMs = others.findLast((ms) => ms > 0 && ms < takenMs) ?? null;
    return this.#calls.births({ folder: dirname(this.#path), pid, takenMs, previousMs }, query, signal);
  }

  async #start(signal: AbortSignal): Promise<HeapStart> {
    const progress = (fraction: number) => this.#session.emit('progress', { fraction });
    this.#isReady = false;
    try {
      const { summary } = await this.#heaps.open(this.#path, { signal, progress });
      this.#isReady = true;
      return { name: basename(this.#path), summary, wanted: this.#wanted.take(this.#path) };
    } catch (thrown) {
      throw heapFailure(thrown, this.#path);
    }
  }
}
