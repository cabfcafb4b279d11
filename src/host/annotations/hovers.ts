import { Hover, l10n, MarkdownString } from 'vscode';
import type { CancellationToken, HoverProvider, Position, TextDocument } from 'vscode';
import { isOk } from '../../base/result.js';
import type { CallRow, SiteStats } from '../../store/api.js';
import type { OpenRun } from '../model/runs.js';
import type { Services } from '../services.js';
import { HOVER_ROWS, hoverMarkdown } from './hover-text.js';
import type { HoverCall, HoverSection } from './hover-text.js';
import type { AnnotationModel, DocumentRecord } from './model.js';
import type { PlacedFunction, PlacedSite } from './placement.js';
import { note } from './report.js';
import { signalOf } from './timing.js';

/** Functions called from one line that are told of, those with most time. */
const MOST_CALLEES = 3;

async function withValues({ store }: OpenRun, rows: readonly CallRow[], signal: AbortSignal): Promise<HoverCall[]> {
  return Promise.all(
    rows.map(async (row) => {
      const values = await store.request('shownValues', row.id, signal);
      return { row, values: isOk(values) ? values.ok : null };
    }),
  );
}

/** Tables of the last calls where a function is defined or called. */
export class Hovers implements HoverProvider {
  readonly #services: Services;
  readonly #model: AnnotationModel;

  constructor(services: Services, model: AnnotationModel) {
    this.#services = services;
    this.#model = model;
  }

  async provideHover(document: TextDocument, position: Position, token: CancellationToken): Promise<Hover | null> {
    const record = this.#model.recordOf(document);
    const placement = this.#model.placementOf(document);
    if (record === null || placement === null) return null;
    const line = position.line + 1;
    const definitions = placement.functions.filter((one) => one.line === line);
    const site = placement.sites.find((one) => one.line === line);
    if (definitions.length === 0 && site === undefined) return null;
    const signal = signalOf(token);
    try {
      const { folder } = record.run;
      const sections = await this.#services.runs.use(folder, (run) =>
        Promise.all([
          ...definitions.map(async (one) => definitionSection(run, one, signal)),
          ...(site === undefined ? [] : siteSections(run, record, site, signal)),
        ]),
      );
      if (signal.aborted) return null;
      const { selected } = this.#services.selection;
      const text = hoverMarkdown({
        folder,
        run: this.#services.runs.find(folder)?.name ?? '',
        stale: placement.stale,
        selected: selected.run === folder ? selected.call : null,
        sections,
      });
      const markdown = new MarkdownString(text);
      markdown.supportHtml = false;
      markdown.isTrusted = { enabledCommands: ['tracehold.showCall'] };
      return new Hover(markdown);
    } catch (error) {
      if (!signal.aborted) note(this.#services, 'The calls of this line cannot be shown', error);
      return null;
    }
  }
}

async function definitionSection(run: OpenRun, one: PlacedFunction, signal: AbortSignal): Promise<HoverSection> {
  const ids = one.functions.map(({ functionId }) => functionId);
  const rows = await run.store.call('lastCalls', { functionIds: ids, siteIds: null, limit: HOVER_ROWS }, signal);
  return {
    qualname: one.functions[0].qualname,
    sums: one.sums,
    valuesKept: one.functions.reduce((all, { valuesKept }) => all + valuesKept, 0),
    calls: await withValues(run, rows, signal),
    caption: l10n.t('Last calls: arguments'),
  };
}

function siteSections(
  run: OpenRun,
  { functions }: DocumentRecord,
  { sites }: PlacedSite,
  signal: AbortSignal,
): readonly Promise<HoverSection>[] {
  const byCallee = new Map<number, SiteStats[]>();
  for (const site of sites) byCallee.set(site.calleeId, [...(byCallee.get(site.calleeId) ?? []), site]);
  const total = (of: readonly SiteStats[]) => of.reduce((all, { totalNs }) => all + totalNs, 0);
  const byTotal = [...byCallee].toSorted(([, a], [, b]) => total(b) - total(a));
  // What a comprehension calls from this line is what somebody wants to see, not the comprehension.
  const named = byTotal.filter(
    ([callee]) => !/<(?:list|set|dict)comp>$/.test(functions.byId.get(callee)?.qualname ?? ''),
  );
  const callees = (named.length > 0 ? named : byTotal).slice(0, MOST_CALLEES);
  const rows = Math.floor(HOVER_ROWS / callees.length);
  return callees.map(async ([callee, of]) => {
    const siteIds = of.map(({ siteId }) => siteId);
    const last = await run.store.call('lastCalls', { functionIds: [callee], siteIds, limit: rows }, signal);
    return {
      qualname: functions.byId.get(callee)?.qualname ?? last.at(0)?.qualname ?? l10n.t('a function'),
      sums: { calls: of.reduce((all, { calls }) => all + calls, 0), totalNs: total(of), selfNs: null, exceptions: 0 },
      valuesKept: null,
      calls: await withValues(run, last, signal),
      caption: l10n.t('Last calls from here: arguments'),
    };
  });
}
