/* playback.ts: whether the viewer paused the clip in view, and how to seek in it. */
import { createStore } from '../store';

export const playback = createStore<{ paused: boolean }>({ paused: false });

export function togglePaused(): void {
  playback.set({ paused: !playback.get().paused });
}

export function resumeForNext(): void {
  playback.set({ paused: false });
}

let current: HTMLVideoElement | null = null;

export function setCurrentElement(element: HTMLVideoElement | null): void {
  current = element;
}

export function seekBy(seconds: number): void {
  if (current !== null && Number.isFinite(current.duration)) {
    const to = current.currentTime + seconds;
    current.currentTime = Math.min(Math.max(0, to), Math.max(0, current.duration - 0.05));
  }
}
