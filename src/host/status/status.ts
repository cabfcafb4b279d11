import { StatusBarAlignment, l10n, window } from 'vscode';
import { Owner } from '../../base/disposable.js';
import type { Disposable } from '../../base/disposable.js';
import type { CommandId } from '../contributions.js';
import type { KnownRun, OpenRun } from '../model/runs.js';
import { plain } from '../runs/plain.js';
import type { Services } from '../services.js';
import { liveText, together } from './format-live.js';
import type { LiveFigures } from './format-live.js';

/** Beside what the debugger and the branch show. */
const PRIORITY = 50;
const TICK_MS = 500;

/** How far the programs got that are being recorded; a click stops one. Hidden while there is none. */
export function createStatus(services: Services): Disposable {
  return new Status(services);
}

class Status extends Owner {
  readonly #services: Services;
  readonly #item = this.register(window.createStatusBarItem('tracehold.recording', StatusBarAlignment.Left, PRIORITY));
  /** Calls by open run, as it said last. */
  readonly #calls = new WeakMap<OpenRun, number>();
  readonly #heard = new WeakSet<OpenRun>();
  #timer: NodeJS.Timeout | null = null;

  constructor(services: Services) {
    super();
    this.#services = services;
    this.#item.name = l10n.t('Tracehold Recording');
    this.#item.command = 'tracehold.stop' satisfies CommandId;
    this.register(services.runs.onDidChange(() => this.#update()));
    this.register({ dispose: () => this.#tick(false) });
    this.#update();
  }

  #update(): void {
    const live = this.#services.runs.runs.filter((run) => run.live);
    this.#tick(live.length > 0);
    if (live.length === 0) {
      this.#item.hide();
      return;
    }
    const figures = live.map((run) => this.#figures(run));
    const text = liveText(together(figures));
    this.#item.text =
      live.length === 1 ? `$(record) ${text}` : `$(record) ${l10n.t('{0} programs', live.length)} · ${text}`;
    const rows = live.map((run, index) => `${plain(run.name, 60)}: ${liveText(figures[index])}`);
    this.#item.tooltip = [l10n.t('Tracehold is recording'), ...rows, l10n.t('Click to stop')].join('\n');
    this.#item.show();
  }

  #figures({ folder, bytes, startedMs }: KnownRun): LiveFigures {
    const run = this.#services.runs.opened(folder);
    if (run !== undefined && !this.#heard.has(run)) {
      this.#heard.add(run);
      this.register(run.onDidGrow(({ calls }) => this.#calls.set(run, calls)));
    }
    const calls = run === undefined ? null : (this.#calls.get(run) ?? null);
    return { calls, bytes, elapsedMs: Date.now() - startedMs };
  }

  /** Time goes on also when the program records nothing. */
  #tick(isLive: boolean): void {
    if (isLive === (this.#timer !== null)) return;
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = isLive ? setInterval(() => this.#update(), TICK_MS) : null;
  }
}
