/** Structurally the same as the editor's, so that core objects can be handed to it without knowing it. */
export interface Disposable {
  dispose(): void;
}

/**
 * Owns what it created: `this.register(createThing())`. Disposes in reverse order, once, and goes on when one of them
 * throws, because the rest still holds files and timers.
 */
export abstract class Owner implements Disposable {
  readonly #owned: Disposable[] = [];
  #disposed = false;

  protected register<T extends Disposable>(thing: T): T {
    // Registering after the end would leak for ever; it ends at once instead.
    if (this.#disposed) thing.dispose();
    else this.#owned.push(thing);
    return thing;
  }

  dispose(): void {
    this.#disposed = true;
    const failures: unknown[] = [];
    for (let thing = this.#owned.pop(); thing !== undefined; thing = this.#owned.pop()) {
      try {
        thing.dispose();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'something did not dispose cleanly');
  }
}
