import './levels.css';
import type { ComponentChildren, RefObject } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { useSize } from '../timeline/canvas-size.js';
import type { Point, Size } from '../timeline/card-place.js';
import type { Theme } from '../timeline/theme.js';
import { useTheme } from '../timeline/use-theme.js';

/** Where the pointer is, in CSS pixels from the corner of the stage, and the box below it. */
export interface Pointed<Box> extends Point {
  readonly box: Box;
}

/** What a picture is painted by, and where it scrolled to. */
export interface Stage<Box> {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  readonly size: Size;
  readonly theme: Theme;
  readonly scrollTop: number;
  readonly hasFocus: boolean;
  readonly pointed: Pointed<Box> | null;
  readonly setScrollTop: (scrollTop: number) => void;
  readonly setHasFocus: (hasFocus: boolean) => void;
  readonly setPointed: (pointed: Pointed<Box> | null) => void;
}

export function useStage<Box>(): Stage<Box> {
  const scroller = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useSize(scroller);
  const theme = useTheme();
  const [scrollTop, setScrollTop] = useState(0);
  const [hasFocus, setHasFocus] = useState(false);
  const [pointed, setPointed] = useState<Pointed<Box> | null>(null);
  return { scroller, canvas, size, theme, scrollTop, hasFocus, pointed, setScrollTop, setHasFocus, setPointed };
}

interface Props<Box> {
  readonly class: string;
  readonly stage: Stage<Box>;
  readonly label: string;
  /** Id of the node of `tree` that has the keyboard. */
  readonly activeId: string | null;
  readonly levels: number;
  /** Of a level, pixels. */
  readonly levelHeight: number;
  readonly boxAt: (x: number, level: number) => Box | null;
  readonly onFocus?: () => void;
  readonly onClick: (box: Box, event: MouseEvent) => void;
  readonly onDoubleClick?: (box: Box) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  /** The same as the picture, for assistive technology. */
  readonly tree: ComponentChildren;
  /** About the box that is pointed at. */
  readonly card: ComponentChildren;
}

/** Only what is in sight is painted, on a canvas that stays while the page below it scrolls. */
export function LevelStage<Box>(props: Props<Box>) {
  const { stage, levelHeight, onFocus, onClick, onDoubleClick } = props;
  const { scroller, canvas, size, scrollTop } = stage;
  const pointedBy = (event: MouseEvent): Pointed<Box> | null => {
    const place = scroller.current?.getBoundingClientRect();
    if (place === undefined) return null;
    const [x, y] = [event.clientX - place.left, event.clientY - place.top];
    const box = props.boxAt(x, Math.floor((y + scrollTop) / levelHeight));
    return box === null ? null : { x, y, box };
  };
  return (
    <div class={`level-stage ${props.class}`}>
      <div
        class="level-scroller"
        ref={scroller}
        role="tree"
        aria-label={props.label}
        tabIndex={0}
        {...(props.activeId === null ? {} : { 'aria-activedescendant': props.activeId })}
        onScroll={({ currentTarget }) => {
          stage.setScrollTop(currentTarget.scrollTop);
          stage.setPointed(null);
        }}
        onFocus={() => {
          stage.setHasFocus(true);
          onFocus?.();
        }}
        onBlur={() => stage.setHasFocus(false)}
        onMouseMove={(event) => stage.setPointed(pointedBy(event))}
        onMouseLeave={() => stage.setPointed(null)}
        onClick={(event) => {
          const hit = pointedBy(event);
          if (hit !== null) onClick(hit.box, event);
        }}
        onDblClick={(event) => {
          const hit = pointedBy(event);
          if (hit !== null) onDoubleClick?.(hit.box);
        }}
        onKeyDown={props.onKeyDown}
      >
        <canvas
          class="level-canvas"
          ref={canvas}
          aria-hidden="true"
          style={{ width: `${size.width}px`, height: `${size.height}px` }}
        />
        <div class="level-spacer" style={{ height: `${props.levels * levelHeight}px` }} role="none">
          <div class="hidden-visually" role="none">
            {props.tree}
          </div>
        </div>
      </div>
      {props.card}
    </div>
  );
}
