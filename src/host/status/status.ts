import { StatusBarAlignment, l10n, window } from 'vscode';
import { Owner } from '../../base/disposable.js';
import type { Disposable } from '../../base/disposable.js';
import { Collected } from '../annotations/timing.js';
import type { CommandId } from '../contributions.js';
import type { KnownRun, OpenRun } from '../model/runs.js';
import { plain } from '../window/shown-text.js';
import type { Services } from '../services.js';
import { liveText, together } from './format-live.js';
import type { LiveFigures } from './format-live.js';

/** Beside what the debugger and the branch show. */
const PRIORITY = 50;
/** Of the clock. Not a divisor of a second, or one of two looks would fall just before the second is full. */
const TICK_MS = 330;
/** Growth is told every 50 ms, which nobody can read. */
const GROWTH_MS = 200;

/** How far the programs got that are being recorded; a click stops one. Hidden while there is none. */
export function createStatus(services: Services): Disposable {
  return new Status(services);
}

class Status extends Owner {
  readonly #services: Services;
  readonly #item = this.register(window.createStatusBarItem('tracehold.recording', StatusBarAlignment.Left, PRIORITY));
  readonly #grown = this.register(new Collected(GROWTH_MS, () => this.#update()));
  /** What is listened to, by folder of the live run. */
  readonly #heard = new Map<string, { readonly run: OpenRun; readonly listening: Disposable }>();
  #timer: NodeJS.Timeout | null = null;

  constructor(services: Services) {
    super();
    this.#services = services;
    this.#item.name = l10n.t('Tracehold Recording');
    this.#item.command = 'tracehold.stop' satisfies CommandId;
    this.register(services.runs.onDidChange(() => this.#update()));
    this.register({ dispose: () => this.#listenTo([]) });
    this.register({ dispose: () => this.#tick(false) });
    this.#update();
  }

  #update(): void {
    const { runs } = this.#services;
    // A store that has read everything knows before the one who started the program that there is no more.
    const live = runs.runs.filter((run) => run.live && runs.opened(run.folder)?.growth?.finished !== true);
    this.#tick(live.length > 0);
    this.#listenTo(live);
    if (live.length === 0) {
      this.#item.hide();
      // The next program begins with figures of its own.
      this.#item.text = '';
      this.#item.tooltip = undefined;
      return;
    }
    const figures = live.map((run) => this.#figures(run));
    const text = liveText(together(figures));
    const all = live.length === 1 ? text : `${l10n.t('{0} programs', live.length)} · ${text}`;
    this.#item.text = `$(record) ${all}`;
    const rows = live.map((run, index) => `${plain(run.name, 60)}: ${liveText(figures[index])}`);
    this.#item.tooltip = [l10n.t('Tracehold is recording'), ...rows, l10n.t('Click to stop')].join('\n');
    this.#item.accessibilityInformation = { label: l10n.t('Tracehold is recording: {0}. Stop', all), role: 'button' };
    this.#item.show();
  }

  #figures({ folder, bytes, startedMs }: KnownRun): LiveFigures {
    const growth = this.#services.runs.opened(folder)?.growth ?? null;
    return {
      calls: growth?.calls ?? null,
      // The size on disk is looked at less often than the store reads.
      bytes: Math.max(bytes, growth?.bytes ?? 0),
      elapsedMs: Date.now() - startedMs,
    };
  }

  #listenTo(live: readonly KnownRun[]): void {
    const runs = new Map(live.map(({ folder }) => [folder, this.#services.runs.opened(folder)]));
    for (const [folder, { run, listening }] of this.#heard) {
      if (runs.get(folder) === run) continue;
      listening.dispose();
      this.#heard.delete(folder);
    }
    for (const [folder, run] of runs) {
      if (run === undefined || this.#heard.has(folder)) continue;
      this.#heard.set(folder, { run, listening: run.onDidGrow(() => this.#grown.schedule()) });
    }
  }

  /** Time goes on also when the program records nothing. */
  #tick(isLive: boolean): void {
    if (isLive === (this.#timer !== null)) return;
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = isLive ? setInterval(() => this.#update(), TICK_MS) : null;
  }
}
