import type { SpanColumns } from '../../src/store/api.js';
import { contrast, cssColour } from './colours.js';
import { failureMarks } from './failure-marks.js';
import { ROW_HEIGHT } from './lane-layout.js';
import type { VisibleLane } from './lane-layout.js';
import { LabelCutter } from './labels.js';
import type { Palette } from './palette.js';
import { plainName } from './plain-name.js';
import type { TaskLane } from './span-source.js';
import type { StripColours } from './strip.js';
import { StripCanvas } from './strip-canvas.js';
import type { Theme } from './theme.js';
import { lengthOf } from './time-window.js';
import type { TimeWindow } from './time-window.js';
import { findWide, wideSpans } from './wide-spans.js';

/** A visible lane with what there is to draw. Times of the lane's own process. */
export interface PaintedLane extends VisibleLane {
  /** Calls, or of a lane of tasks when they ran. */
  readonly spans: SpanColumns | null;
  readonly tasks: TaskLane | null;
  readonly view: TimeWindow;
}

export interface Look {
  readonly theme: Theme;
  readonly palette: Palette;
  /** What is written on a span. */
  readonly nameOf: (functionId: number, span: number) => string;
}

/** In CSS pixels; `ratio` is the screen's. */
export interface Surface {
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
}

/** A label costs some microseconds without a GPU; what does not fit into a frame waits until one zooms in. */
const MOST_LABELS = 350;
const LEAST_LABEL = 30;
const MARK = 8;
const LEAST_MARK = 4;
/** Thickness of outlines of what is looked for, pixels. */
const FOUND_LINE = 2;
/** Of words on spans that are not looked for. */
const DIM_WORDS = 0.75;

/** Draws the spans of all visible lanes. */
export class LanePainter {
  readonly #context: CanvasRenderingContext2D;
  readonly #strips = new StripCanvas();
  readonly #labels: LabelCutter;
  readonly #wide = wideSpans(MOST_LABELS);

  constructor(context: CanvasRenderingContext2D) {
    this.#context = context;
    this.#labels = new LabelCutter((text) => context.measureText(text).width);
  }

  paint(lanes: readonly PaintedLane[], look: Look, surface: Surface): void {
    this.#paintSpans(lanes, look, surface);
    const context = this.#context;
    context.font = look.theme.font;
    context.textBaseline = 'middle';
    this.#labels.setFont(look.theme.font);
    for (const lane of lanes) {
      if (lane.spans === null || lane.rows === 0) continue;
      const { tasks } = lane;
      const drawn = tasks?.lifetimes ?? lane.spans;
      const names = tasks === null ? look.nameOf : (_: number, span: number) => taskName(tasks, span);
      this.#label(lane, drawn, { ...look, nameOf: names }, surface.width);
      this.#markFailures(lane, drawn, look.theme, surface.width);
    }
  }

  #paintSpans(lanes: readonly PaintedLane[], { palette }: Look, { width, ratio }: Surface): void {
    const strips = this.#strips;
    const columns = Math.round(width * ratio);
    const context = this.#context;
    const prepare = (paint: (lane: PaintedLane, place: { row: number; rows: number; firstDepth: number }) => void) => {
      strips.begin(
        columns,
        lanes.reduce((sum, { rows }) => sum + rows, 0),
      );
      let row = 0;
      for (const lane of lanes) {
        paint(lane, { row, rows: lane.rows, firstDepth: lane.firstDepth });
        row += lane.rows;
      }
      strips.end();
    };
    // Row by row, so that a line of what is below stays between them.
    const show = (from: number, height: number) => {
      let at = 0;
      for (const { rows, y } of lanes) {
        for (let row = 0; row < rows; row++, at++) {
          context.drawImage(strips.canvas, 0, at, columns, 1, 0, y + row * ROW_HEIGHT + from, width, height);
        }
      }
    };
    prepare(({ spans, tasks, view }, place) => {
      if (tasks !== null) strips.paint(tasks.lifetimes, view, place, palette.resting);
      if (spans !== null) strips.paint(spans, view, place, palette);
    });
    context.imageSmoothingEnabled = false;
    show(0, ROW_HEIGHT - 1);
    if (palette.outlined) {
      strips.outline(palette.edge);
      show(0, 1);
      show(ROW_HEIGHT - 2, 1);
    }
    if (palette.found === null) return;
    const outline = (colours: StripColours) =>
      prepare(({ spans, tasks, view }, place) => {
        const drawn = tasks?.lifetimes ?? spans;
        if (drawn !== null) strips.paint(drawn, view, place, colours);
      });
    outline(palette.found.lines);
    show(0, FOUND_LINE);
    show(ROW_HEIGHT - 1 - FOUND_LINE, FOUND_LINE);
    outline(palette.found.sides);
    show(0, ROW_HEIGHT - 1);
  }

  #label(lane: PaintedLane, spans: SpanColumns, { theme, palette, nameOf }: Look, width: number): void {
    const wide = this.#wide;
    findWide(wide, spans, lane.view, { width, leastPixels: LEAST_LABEL, rows: lane });
    const context = this.#context;
    const black = { r: 0, g: 0, b: 0 };
    const onLight = contrast(theme.background, black) > 10;
    context.fillStyle = onLight ? '#000000' : '#ffffff';
    for (const bright of [1, 0]) {
      context.globalAlpha = bright === 1 ? 1 : DIM_WORDS;
      for (let at = 0; at < wide.count; at++) {
        const span = wide.span[at];
        const id = spans.functionId[span];
        if (palette.bright[Math.min(id, palette.bright.length - 1)] !== bright) continue;
        const room = wide.right[at] - wide.left[at] - 8;
        if (room < LEAST_LABEL - 8) continue;
        const many = spans.merged[span] > 1 ? ` ×${spans.merged[span]}` : '';
        const name = nameOf(id, span);
        const text = lane.tasks === null ? this.#labels.cutName(name, many, room) : this.#labels.cut(name + many, room);
        if (text === '') continue;
        const y = lane.y + (spans.depth[span] - lane.firstDepth) * ROW_HEIGHT;
        context.fillText(text, wide.left[at] + 4, y + ROW_HEIGHT / 2);
      }
    }
    context.globalAlpha = 1;
  }

  /** A corner where there is room, a notch at the top where there is none: a shape, so that it does not hang on colour. */
  #markFailures(lane: PaintedLane, spans: SpanColumns, theme: Theme, width: number): void {
    const marks = failureMarks(spans, lane.view, width, lane);
    if (marks.length === 0) return;
    const context = this.#context;
    context.beginPath();
    for (const { x, row, length } of marks) {
      const top = lane.y + row * ROW_HEIGHT;
      const size = Math.max(LEAST_MARK, Math.min(MARK, length));
      context.moveTo(x - size, top);
      context.lineTo(x, top);
      context.lineTo(x, top + size);
      context.closePath();
    }
    context.fillStyle = cssColour(theme.error);
    context.fill();
  }
}

function taskName({ task, nameOf }: TaskLane, span: number): string {
  return plainName(nameOf.get(task[span]) ?? (task[span] === 0 ? 'tasks' : 'task'));
}

interface OutlineLook {
  /** Of the whole surface. */
  readonly width: number;
  readonly colour: string;
  /** Thickness in pixels. */
  readonly line: number;
  /** A second line within the first, so that one of the two stands out from whatever is below. */
  readonly inner?: string;
}

/** Outlines of calls: the selected one, the one under the pointer. */
export function outlineSpan(
  context: CanvasRenderingContext2D,
  lane: PaintedLane,
  span: { readonly fromNs: number; readonly toNs: number; readonly depth: number },
  { width, colour, line, inner }: OutlineLook,
): void {
  const row = span.depth - lane.firstDepth;
  if (row < 0 || row >= lane.rows) return;
  const scale = width / lengthOf(lane.view);
  const left = Math.max(-4, (span.fromNs - lane.view.fromNs) * scale);
  const right = Math.min(width + 4, Math.max(left + 2, (span.toNs - lane.view.fromNs) * scale));
  if (right < 0 || left > width) return;
  const top = lane.y + row * ROW_HEIGHT;
  const stroke = (inset: number, thickness: number) => {
    const [across, height] = [right - left - 2 * inset - thickness, ROW_HEIGHT - 1 - 2 * inset - thickness];
    if (across <= 0) return;
    context.lineWidth = thickness;
    context.strokeRect(left + inset + thickness / 2, top + inset + thickness / 2, across, height);
  };
  context.strokeStyle = colour;
  stroke(0, line);
  if (inner === undefined) return;
  context.strokeStyle = inner;
  stroke(line, 1);
}
