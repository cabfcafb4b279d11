/** Chrome's performance panel without the panel: its trace engine reads a trace and builds each thread's tree. */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

export interface ChromeTrace {
  readonly traceEvents: readonly ChromeEvent[];
}

interface ChromeEvent {
  readonly ph: string;
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly args?: Readonly<Record<string, string | number>>;
}

/** What the panel shows of one thread. Times in microseconds. */
export interface DevToolsThread {
  readonly pid: number;
  readonly tid: number;
  readonly name: string | null;
  readonly selfOf: ReadonlyMap<string, number>;
  readonly countOf: ReadonlyMap<string, number>;
}

interface TreeNode {
  readonly entry: ChromeEvent;
  readonly selfTime?: number;
  readonly children: readonly TreeNode[];
}

interface Engine {
  readonly TraceModel: {
    readonly Model: {
      createWithAllHandlers(): {
        parse(events: readonly ChromeEvent[]): Promise<void>;
        parsedTrace(): {
          readonly data: {
            readonly Renderer: {
              readonly processes: ReadonlyMap<
                number,
                {
                  readonly threads: ReadonlyMap<
                    number,
                    { readonly name: string | null; readonly tree?: { readonly roots: ReadonlySet<TreeNode> } }
                  >;
                }
              >;
            };
          };
        } | null;
      };
    };
  };
}

/** By its path: the package has types, which need a page's. */
const require = createRequire(import.meta.url);
const engineUrl = pathToFileURL(require.resolve('@paulirish/trace_engine')).href;

/** Loads the events as the panel does. What the panel would drop is missing in the counts. */
export async function openInDevTools(trace: ChromeTrace): Promise<readonly DevToolsThread[]> {
  const engine = (await import(engineUrl)) as Engine;
  const model = engine.TraceModel.Model.createWithAllHandlers();
  await model.parse(trace.traceEvents);
  const parsed = model.parsedTrace();
  if (parsed === null) throw new Error('the trace engine gave up');
  return [...parsed.data.Renderer.processes].flatMap(([pid, { threads }]) =>
    [...threads].map(([tid, { name, tree }]) => ({ pid, tid, name, ...totals(tree?.roots ?? new Set()) })),
  );
}

function totals(roots: ReadonlySet<TreeNode>): Pick<DevToolsThread, 'selfOf' | 'countOf'> {
  const selfOf = new Map<string, number>();
  const countOf = new Map<string, number>();
  const open = [...roots];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const { name } = node.entry;
    selfOf.set(name, (selfOf.get(name) ?? 0) + (node.selfTime ?? 0));
    countOf.set(name, (countOf.get(name) ?? 0) + 1);
    open.push(...node.children);
  }
  return { selfOf, countOf };
}
