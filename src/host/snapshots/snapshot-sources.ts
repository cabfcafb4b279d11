import { l10n } from 'vscode';
import { listeningOf, takeSnapshot } from '../../run/control.js';
import { findChannels } from '../../run/control-channels.js';
import type { Channel } from '../../run/control-channels.js';
import type { KnownRun } from '../model/runs.js';
import type { Services } from '../services.js';
import { findPausedProgram } from './paused-session.js';
import { snapshotAtBreakpoint } from './snapshot-at-breakpoint.js';

/** A program of which a snapshot can be taken now. */
export interface SnapshotSource {
  readonly label: string;
  readonly description: string;
  /** Resolves with the snapshot's path. */
  take(signal: AbortSignal): Promise<string>;
}

/** What the tree hands to the command. */
interface Wanted {
  readonly folder: string;
  /** Number of a process in the run's store; null for all. */
  readonly process: number | null;
}

/** Older runs that nobody wrote the end of: only the newest may still go on. */
const MOST_RUNS = 20;

/** Programs that stand in the debugger, then processes that are being recorded, here or in any terminal. */
export async function findSources(wanted: Wanted | null, services: Services): Promise<readonly SnapshotSource[]> {
  if (wanted !== null) return ofRun(wanted, services);
  const open = services.runs.runs.filter(({ exitCode, signal }) => exitCode === null && signal === null);
  const ofRuns = await Promise.all(
    open.slice(0, MOST_RUNS).map((run) => ofRun({ folder: run.folder, process: null }, services)),
  );
  const paused = await findPausedProgram();
  if (paused === null) return ofRuns.flat();
  const atBreakpoint: SnapshotSource = {
    label: paused.session.name,
    description: l10n.t('stands in the debugger'),
    take: () => snapshotAtBreakpoint(paused, services),
  };
  return [atBreakpoint, ...ofRuns.flat()];
}

async function ofRun({ folder, process }: Wanted, { runs }: Services): Promise<readonly SnapshotSource[]> {
  const channels = await listeningOf(await findChannels(folder));
  const pid = process === null ? null : await pidOf(process, folder, runs);
  const run = runs.find(folder);
  return channels
    .filter((channel) => pid === null || channel.pid === pid)
    .map((channel) => ofChannel(channel, run, channels.length > 1));
}

function ofChannel(channel: Channel, run: KnownRun | undefined, isOneOfSeveral: boolean): SnapshotSource {
  const isChild = channel.origin === 'fork' || channel.origin === 'child';
  const process = l10n.t('Process {0}', String(channel.pid));
  return {
    label: run?.name ?? process,
    description: isOneOfSeveral && isChild ? l10n.t('{0}, a child', process) : process,
    take: (signal) => takeSnapshot(channel, { reason: 'editor', signal }),
  };
}

async function pidOf(process: number, folder: string, runs: Services['runs']): Promise<number | null> {
  const { store } = await runs.open(folder);
  const { processes } = await store.call('info', null);
  return processes.find((info) => info.process === process)?.pid ?? null;
}
