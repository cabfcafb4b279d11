/**
 * Every id that package.json and the code share, declared once. `npm run check` compares this file with
 * package.json's `contributes`; it imports nothing but types, so that the check can load it without an editor.
 */
import type { Uri } from 'vscode';

interface Command<Handler> {
  readonly title: string;
  /** Exists for the compiler only. */
  readonly handler?: Handler;
}

function command<Handler extends (...args: never[]) => unknown>(title: string): Command<Handler> {
  return { title };
}

export const category = 'Tracehold';

/** What the tree hands to commands of its items: see `TraceItem` in src/host/tree. */
interface RunItem {
  readonly folder: string;
}

interface SuspectItem {
  readonly folder: string;
  /** Name of the snapshot's file. */
  readonly file: string;
  /** Place among its holders. */
  readonly holder: number;
}

interface CallItem {
  readonly folder: string;
  readonly call: number;
}

export const commands = {
  'tracehold.profileFile': command<(uri?: Uri) => Promise<void>>('Profile Current File'),
  'tracehold.profileFileWithArguments': command<(uri?: Uri) => Promise<void>>('Profile Current File with Arguments...'),
  'tracehold.profileModule': command<() => Promise<void>>('Profile Module...'),
  'tracehold.profileLaunchConfiguration': command<() => Promise<void>>('Profile Launch Configuration...'),
  'tracehold.stop': command<() => Promise<void>>('Stop'),
  'tracehold.takeHeapSnapshot': command<(item?: RunItem) => Promise<string | undefined>>('Take Heap Snapshot'),
  'tracehold.openRecording': command<(uri?: Uri) => Promise<void>>('Open Recording...'),
  'tracehold.openTimeline': command<(item?: RunItem) => Promise<void>>('Open Timeline'),
  'tracehold.deleteRecording': command<(item?: RunItem, all?: readonly RunItem[]) => Promise<void>>('Delete Recording'),
  'tracehold.exportRecording': command<(item?: RunItem) => Promise<void>>('Export...'),
  'tracehold.showCallsOfFunction': command<() => Promise<void>>('Show Calls of This Function'),
  'tracehold.showCall': command<(item: CallItem) => Promise<void>>('Show Call'),
  'tracehold.showHolder': command<(item: SuspectItem) => Promise<void>>('Show What Holds'),
  'tracehold.nextCall': command<() => Promise<void>>('Next Call of the Same Function'),
  'tracehold.previousCall': command<() => Promise<void>>('Previous Call of the Same Function'),
  'tracehold.goBack': command<() => void>('Go Back to the Call Before'),
  'tracehold.goForward': command<() => void>('Go Forward to the Next Call'),
  'tracehold.filterTree': command<() => Promise<void>>('Filter Runs...'),
  'tracehold.refreshTree': command<() => Promise<void>>('Refresh Runs'),
  'tracehold.clearAnnotations': command<() => void>('Clear Annotations'),
  'tracehold.doctor': command<() => Promise<void>>('Doctor'),
  'tracehold.showLog': command<() => void>('Show Log'),
};

export type CommandId = keyof typeof commands;

export type CommandHandler<Id extends CommandId> = NonNullable<(typeof commands)[Id]['handler']>;

/** Settings and what they are when nobody set them. */
export const settings = {
  'tracehold.python': '',
  'tracehold.record.everything': false,
  'tracehold.record.include': [] as readonly string[],
  'tracehold.record.exclude': [] as readonly string[],
  'tracehold.record.values': 'attributes' as 'attributes' | 'type' | 'repr' | 'none',
  'tracehold.record.sampleAfter': 1000,
  'tracehold.record.allocations': false,
  'tracehold.record.redact': [] as readonly string[],
  'tracehold.record.openTimeline': true,
  'tracehold.heap.atExit': false,
  'tracehold.heap.everySeconds': 0,
  'tracehold.heap.growthMegabytes': 0,
  'tracehold.annotations.enabled': true,
  'tracehold.annotations.codeLens': true,
  'tracehold.annotations.inlineValues': true,
};

export type SettingId = keyof typeof settings;

/** Views of the activity-bar container `tracehold`. */
export const views = { runs: 'tracehold.runs' } as const;

/** Custom editors of `*.thtrace` and `*.thheap`, and the panel that shows a run. */
export const viewTypes = {
  recording: 'tracehold.recording',
  snapshot: 'tracehold.snapshot',
  timeline: 'tracehold.timeline',
} as const;

/** Keys of `when` clauses that the code sets. */
export const contextKeys = {
  recording: 'tracehold.recording',
  hasSelection: 'tracehold.hasSelection',
  canGoBack: 'tracehold.canGoBack',
  canGoForward: 'tracehold.canGoForward',
  treeIsFiltered: 'tracehold.treeIsFiltered',
} as const;
