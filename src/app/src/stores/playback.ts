/* playback.ts: whether the viewer paused the clip in view, how fast it runs, and how to seek in it. */
import { createStore } from '../store';

export const speeds = [0.5, 1, 1.5, 2] as const;
const FAST = 2;

export interface Playback {
  paused: boolean;
  /* Chosen; and whether it is held down to run fast. */
  speed: number;
  fast: boolean;
}

export const playback = createStore<Playback>({ paused: false, speed: 1, fast: false });

export const speedNow = ({ speed, fast }: Playback): number => (fast ? FAST : speed);

export function togglePaused(): void {
  playback.patch({ paused: !playback.get().paused });
}

export function resumeForNext(): void {
  playback.patch({ paused: false, fast: false });
}

/* The clip in view. */
export const clipInView = createStore<HTMLVideoElement | null>(null);

export function seekBy(seconds: number): void {
  const current = clipInView.get();
  if (current !== null && Number.isFinite(current.duration)) {
    const to = current.currentTime + seconds;
    current.currentTime = Math.min(Math.max(0, to), Math.max(0, current.duration - 0.05));
  }
}
