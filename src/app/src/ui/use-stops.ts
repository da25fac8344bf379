/*
 * use-stops.ts: a swipe goes to the next slide, however hard it is: while one is under way, only the slides
 * beside that from which it began are stops. (`scroll-snap-stop` asks for the same, and a hard swipe passes
 * it in Chromium.)
 */
import { useCallback, useEffect, useLayoutEffect, useRef } from 'preact/hooks';

const SETTLED_MS = 1000; /* after the finger left, nothing moves any more */

/* Gives what makes a slide and those beside it the stops, before it is gone to. */
export function useStops(
  scroller: { current: HTMLElement | null },
  index: number,
  slides: readonly unknown[],
): (place: number) => void {
  const from = useRef(0);
  const swiping = useRef(false);
  const stopAt = useCallback(
    (place: number) => {
      from.current = place;
      for (const [at, slide] of [...(scroller.current?.children ?? [])].entries()) {
        slide.toggleAttribute('data-stop', Math.abs(at - place) <= 1);
      }
    },
    [scroller],
  );

  useLayoutEffect(() => stopAt(swiping.current ? from.current : index), [index, slides]);

  useEffect(() => {
    const root = scroller.current;
    let timer = 0;
    const settle = (): void => {
      swiping.current = false;
      stopAt(placeOf(root));
    };
    const onStart = (event: TouchEvent): void => {
      clearTimeout(timer);
      swiping.current = true;
      if (event.touches.length === 1) {
        stopAt(placeOf(root));
      }
    };
    const onEnd = (event: TouchEvent): void => {
      if (event.touches.length === 0) {
        clearTimeout(timer);
        timer = window.setTimeout(settle, SETTLED_MS);
      }
    };
    const listeners = [
      ['touchstart', onStart],
      ['touchend', onEnd],
      ['touchcancel', onEnd],
    ] as const;
    for (const [name, listener] of listeners) {
      root?.addEventListener(name, listener, { passive: true });
    }
    return () => {
      clearTimeout(timer);
      for (const [name, listener] of listeners) {
        root?.removeEventListener(name, listener);
      }
    };
  }, [scroller, stopAt]);
  return stopAt;
}

/* The slide that is nearest to its place. */
function placeOf(root: HTMLElement | null): number {
  return root === null ? 0 : Math.round(root.scrollTop / Math.max(1, root.clientHeight));
}
