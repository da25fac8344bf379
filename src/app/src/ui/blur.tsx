/* blur.tsx: a clip's colours at once, until its picture is there. */
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { decodeBlurhash } from '../logic/blurhash';

const PIXELS = 32; /* on the longer side; the browser smooths them */

interface Props {
  hash: string;
  width: number;
  height: number;
}

export function Blur({ hash, width, height }: Props): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const longer = Math.max(width, height, 1);
  const across = Math.max(1, Math.round((PIXELS * width) / longer));
  const down = Math.max(1, Math.round((PIXELS * height) / longer));

  useLayoutEffect(() => {
    const pixels = decodeBlurhash(hash, across, down);
    if (pixels !== null) {
      canvas.current?.getContext('2d')?.putImageData(new ImageData(pixels, across, down), 0, 0);
    }
  }, [hash, across, down]);

  return (
    <canvas ref={canvas} class="stage-picture" width={across} height={down} aria-hidden="true" />
  );
}
