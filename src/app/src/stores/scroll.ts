/* scroll.ts: how far down a page was left, for who comes back to it. Its content may still be on its way
   then: it is followed for a while, or until somebody moves it. */
const FOLLOW_MS = 3_000;

const left = new Map<string, number>();
let stop: (() => void) | null = null;

export function leaveAt(path: string): void {
  left.set(path, window.scrollY);
}

export function startAtTop(): void {
  stop?.();
  window.scrollTo(0, 0);
}

export function comeBackTo(path: string): void {
  startAtTop();
  const wanted = left.get(path) ?? 0;
  if (wanted === 0) {
    return;
  }
  const observer = new ResizeObserver(() => window.scrollTo(0, wanted));
  const moves = ['wheel', 'touchstart', 'keydown'] as const;
  const end = (): void => {
    observer.disconnect();
    window.clearTimeout(timer);
    moves.forEach((name) => window.removeEventListener(name, end));
    stop = null;
  };
  const timer = window.setTimeout(end, FOLLOW_MS);
  moves.forEach((name) => window.addEventListener(name, end, { passive: true }));
  stop = end;
  observer.observe(document.body);
}
