/* scrub.tsx: how far the clip has played, and a way to another place in it. */
import type { JSX, RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { formatClock } from '../format';
import { text } from '../messages/en';

interface Props {
  element: RefObject<HTMLVideoElement | null>;
  durationMs: number;
}

const STEPS = 1000;

export function Scrub({ element, durationMs }: Props): JSX.Element {
  const bar = useRef<HTMLDivElement>(null);
  const slider = useRef<HTMLInputElement>(null);
  const time = useRef<HTMLSpanElement>(null);
  const held = useRef(false);

  /* Drawn each frame without the component: nothing but this line changes. */
  useEffect(() => {
    let frame = 0;
    let spoken = -1;
    const draw = (): void => {
      frame = requestAnimationFrame(draw);
      const clip = element.current;
      if (clip === null || bar.current === null || slider.current === null) {
        return;
      }
      const whole = Number.isFinite(clip.duration) ? clip.duration : durationMs / 1000;
      const part = whole > 0 ? Math.min(1, clip.currentTime / whole) : 0;
      bar.current.style.setProperty('--part', String(part));
      if (!held.current) {
        slider.current.value = String(Math.round(part * STEPS));
      }
      const second = Math.floor(clip.currentTime);
      if (second !== spoken && time.current !== null) {
        spoken = second;
        const [at, of] = [formatClock(clip.currentTime * 1000), formatClock(whole * 1000)];
        time.current.textContent = `${at} / ${of}`;
        slider.current.setAttribute('aria-valuetext', text.feed.positionValue(at, of));
      }
    };
    draw();
    return () => cancelAnimationFrame(frame);
  }, [element, durationMs]);

  const seek = (): void => {
    const clip = element.current;
    if (clip !== null && slider.current !== null && Number.isFinite(clip.duration)) {
      const part = Number(slider.current.value) / STEPS;
      clip.currentTime = Math.min(part * clip.duration, Math.max(0, clip.duration - 0.05));
    }
  };

  return (
    <div class="scrub" ref={bar}>
      <span class="scrub-time" ref={time} aria-hidden="true" />
      <input
        ref={slider}
        type="range"
        min={0}
        max={STEPS}
        defaultValue="0"
        aria-label={text.feed.position}
        onInput={seek}
        onPointerDown={() => {
          held.current = true;
        }}
        onPointerUp={() => {
          held.current = false;
        }}
        onPointerCancel={() => {
          held.current = false;
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
            event.preventDefault(); /* another video, not another place; see use-feed-keys.ts */
          }
        }}
      />
      <span class="scrub-line" aria-hidden="true" />
    </div>
  );
}
