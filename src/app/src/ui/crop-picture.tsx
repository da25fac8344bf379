/* crop-picture.tsx: which square of a picture is shown: dragged, moved by keys, zoomed. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { moveCrop, squareOf, wholeCrop, ZOOM_MOST, type Crop } from '../logic/crop';
import { more } from '../messages/words-pages';

const SIDE = 512; /* pixels of what is sent */
const STEP = 0.05;
const QUALITY = 0.9;

const steps: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
  ArrowUp: [0, -STEP],
  ArrowDown: [0, STEP],
};

interface Props {
  picture: ImageBitmap;
  busy: boolean;
  onUse: (cut: Blob) => void;
  onCancel: () => void;
  cancel: string;
}

export function CropPicture({ picture, busy, onUse, onCancel, cancel }: Props): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const dragged = useRef<{ x: number; y: number } | null>(null);
  const [crop, setCrop] = useState<Crop>(wholeCrop);
  useEffect(() => {
    const { left, top, side } = squareOf(picture, crop);
    canvas.current?.getContext('2d')?.drawImage(picture, left, top, side, side, 0, 0, SIDE, SIDE);
  }, [picture, crop]);
  const move = (x: number, y: number): void => setCrop((now) => moveCrop(picture, now, x, y));
  const drag = (event: PointerEvent): void => {
    const from = dragged.current;
    const side = canvas.current?.getBoundingClientRect().width ?? 0;
    if (from !== null && side > 0) {
      move((from.x - event.clientX) / side, (from.y - event.clientY) / side);
      dragged.current = { x: event.clientX, y: event.clientY };
    }
  };
  const drop = (): void => {
    dragged.current = null;
  };
  const use = (): void => {
    canvas.current?.toBlob(
      (cut) => {
        if (cut !== null) {
          onUse(cut);
        }
      },
      'image/jpeg',
      QUALITY,
    );
  };
  return (
    <div class="crop">
      <canvas
        ref={canvas}
        class="crop-square"
        width={SIDE}
        height={SIDE}
        role="img"
        aria-label={more.edit.crop}
        tabIndex={0}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          dragged.current = { x: event.clientX, y: event.clientY };
        }}
        onPointerMove={drag}
        onPointerUp={drop}
        onPointerCancel={drop}
        onKeyDown={(event) => {
          const step = steps[event.key];
          if (step !== undefined) {
            event.preventDefault();
            move(step[0], step[1]);
          }
        }}
      />
      <label class="field">
        <span class="field-head">{more.edit.zoom}</span>
        <input
          class="range"
          type="range"
          min={1}
          max={ZOOM_MOST}
          step={0.01}
          value={crop.zoom}
          onInput={(event) => {
            const zoom = Number(event.currentTarget.value);
            setCrop((now) => moveCrop(picture, { ...now, zoom }, 0, 0));
          }}
        />
      </label>
      <div class="actions">
        <button type="button" class="button primary" disabled={busy} onClick={use}>
          {more.edit.use}
        </button>
        <button type="button" class="button" onClick={onCancel}>
          {cancel}
        </button>
      </div>
    </div>
  );
}
