/* upload-cut.tsx: which part of a chosen clip is kept, by two handles on its film, and its picture. */
import type { JSX, RefObject } from 'preact';
import { useRef } from 'preact/hooks';
import { formatTenths } from '../format';
import { endOf, moveFrom, movePoster, moveTo, type Details } from '../logic/details';
import { more } from '../messages/words-pages';
import { setDetails } from '../stores/upload';
import { Film } from './film';

const STEP_MS = 100;

interface Props {
  url: string;
  durationMs: number;
  details: Details;
  /* Where what a handle is at is shown. */
  player: RefObject<HTMLVideoElement | null>;
}

interface HandleProps {
  label: string;
  name: string;
  value: number;
  most: number;
  onMove: (ms: number) => void;
}

function Handle({ label, name, value, most, onMove }: HandleProps): JSX.Element {
  return (
    <input
      type="range"
      class="cut-handle"
      dir="ltr"
      name={name}
      aria-label={label}
      aria-valuetext={more.upload.seconds(formatTenths(value))}
      min={0}
      max={most}
      step={STEP_MS}
      value={value}
      onInput={(event) => onMove(Number(event.currentTarget.value))}
    />
  );
}

function Poster({ details, durationMs, show }: Omit<Props, 'url' | 'player'> & Show): JSX.Element {
  const { posterMs, fromMs } = details;
  const end = endOf(details, durationMs);
  const at = posterMs ?? fromMs;
  const slider = useRef<HTMLInputElement>(null);
  return (
    <div class="field">
      <div class="field-head">
        <label for="upload-poster">{more.upload.poster}</label>
        <span class="counter">
          {posterMs === null ? more.upload.posterOurs : more.upload.seconds(formatTenths(posterMs))}
        </span>
      </div>
      <input
        ref={slider}
        id="upload-poster"
        type="range"
        class="range"
        dir="ltr"
        name="poster"
        aria-describedby="upload-poster-note"
        aria-valuetext={more.upload.seconds(formatTenths(at))}
        min={fromMs}
        max={end - 1}
        step="any"
        value={at}
        onInput={(event) => {
          const next = movePoster(details, Number(event.currentTarget.value), durationMs);
          setDetails(next);
          show(next.posterMs ?? 0);
        }}
        onKeyDown={(event) => {
          const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
          if (by !== undefined) {
            event.preventDefault();
            const next = movePoster(details, at + by * STEP_MS, durationMs);
            setDetails(next);
            show(next.posterMs ?? 0);
          }
        }}
      />
      <p class="field-note" id="upload-poster-note">
        {more.upload.posterHint}{' '}
        {posterMs !== null && (
          <button
            type="button"
            class="text-button"
            onClick={() => {
              slider.current?.focus(); /* this button goes */
              setDetails({ ...details, posterMs: null });
            }}
          >
            {more.upload.posterDrop}
          </button>
        )}
      </p>
    </div>
  );
}

interface Show {
  show: (ms: number) => void;
}

export function UploadCut({ url, durationMs, details, player }: Props): JSX.Element {
  const { fromMs } = details;
  const end = endOf(details, durationMs);
  const show = (ms: number): void => {
    const clip = player.current;
    if (clip !== null) {
      clip.pause();
      clip.currentTime = ms / 1000;
    }
  };
  return (
    <>
      <fieldset class="cut-field">
        <legend class="field-head">
          {more.upload.cut}
          <span class="counter">{more.upload.kept(formatTenths(end - fromMs))}</span>
        </legend>
        <div
          class="cut"
          dir="ltr"
          data-late={fromMs > durationMs / 2}
          style={{
            '--from': String(fromMs / durationMs),
            '--to': String(end / durationMs),
          }}
        >
          <Film url={url} durationMs={durationMs} />
          <span class="cut-frame" aria-hidden="true" />
          <Handle
            label={more.upload.cutFrom}
            name="from"
            value={fromMs}
            most={durationMs}
            onMove={(ms) => {
              const next = moveFrom(details, ms, durationMs);
              setDetails(next);
              show(next.fromMs);
            }}
          />
          <Handle
            label={more.upload.cutTo}
            name="to"
            value={end}
            most={durationMs}
            onMove={(ms) => {
              const next = moveTo(details, ms, durationMs);
              setDetails(next);
              show(endOf(next, durationMs) - 1);
            }}
          />
        </div>
      </fieldset>
      <Poster details={details} durationMs={durationMs} show={show} />
    </>
  );
}
