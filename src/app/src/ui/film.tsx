/* film.tsx: a chosen clip as pictures side by side, evenly over its length, made by this browser. */
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

const PICTURES = 10;
const WIDTH = 960;
const HEIGHT = 128;

function once(element: HTMLVideoElement, event: string): Promise<void> {
  return new Promise((done, failed) => {
    element.addEventListener(event, () => done(), { once: true });
    element.addEventListener('error', () => failed(new Error(event)), { once: true });
  });
}

/* Each picture fills its place; what is too wide or too high for it is cut off. */
function drawAt(paper: CanvasRenderingContext2D, clip: HTMLVideoElement, place: number): void {
  const width = WIDTH / PICTURES;
  const scale = Math.max(width / clip.videoWidth, HEIGHT / clip.videoHeight);
  const [w, h] = [width / scale, HEIGHT / scale];
  const [x, y] = [(clip.videoWidth - w) / 2, (clip.videoHeight - h) / 2];
  paper.drawImage(clip, x, y, w, h, place * width, 0, width, HEIGHT);
}

export function Film({ url, durationMs }: { url: string; durationMs: number }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const clip = document.createElement('video');
    let ended = false;
    const draw = async (): Promise<void> => {
      const loaded = once(clip, 'loadeddata');
      clip.muted = true;
      clip.playsInline = true;
      clip.preload = 'auto';
      clip.src = url;
      await loaded;
      const paper = canvas.current?.getContext('2d') ?? null;
      for (let place = 0; place < PICTURES && paper !== null && !ended; place += 1) {
        const there = once(clip, 'seeked');
        clip.currentTime = ((place + 0.5) * durationMs) / PICTURES / 1000;
        await there;
        drawAt(paper, clip, place);
      }
      if (!ended && canvas.current !== null) {
        canvas.current.dataset['drawn'] = 'true';
      }
    };
    draw().catch(() => undefined); /* the handles work without pictures, too */
    return () => {
      ended = true;
      clip.removeAttribute('src');
      clip.load();
    };
  }, [url, durationMs]);
  return <canvas ref={canvas} class="film" width={WIDTH} height={HEIGHT} aria-hidden="true" />;
}
