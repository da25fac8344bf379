/* upload-choose.tsx: a place to drop a clip, and a button to pick one. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { formatBytes, formatClock } from '../format';
import { more } from '../messages/words-pages';
import { useStore } from '../store';
import { region } from '../stores/region';
import { chooseClip, resetUpload } from '../stores/upload';
import { Icon } from './icons';
import { Said } from './said';

const KNOWN = /\.(mp4|m4v|mov|webm|mkv|avi|3gp|ts|mpg|mpeg)$/i;

function take(file: File, most: number | null): void {
  const video = file.type.startsWith('video/') || (file.type === '' && KNOWN.test(file.name));
  if (!video) {
    resetUpload(more.upload.notVideo);
  } else if (file.size === 0) {
    resetUpload(more.upload.empty);
  } else if (most !== null && file.size > most) {
    resetUpload(more.upload.tooBig(formatBytes(file.size), formatBytes(most)));
  } else {
    chooseClip(file);
  }
}

export function UploadChoose({ problem }: { problem: string | null }): JSX.Element {
  const limits = useStore(region)?.limits ?? null;
  const [over, setOver] = useState(false);
  const takeFirst = (files: FileList | null | undefined): void => {
    const file = files?.[0];
    if (file !== undefined) {
      take(file, limits?.uploadBytes ?? null);
    }
  };
  return (
    <div
      class="drop"
      data-over={over}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        takeFirst(event.dataTransfer?.files);
      }}
    >
      <span class="state-icon">
        <Icon name="tray" />
      </span>
      <p class="drop-title">{more.upload.drop}</p>
      <p class="drop-or">{more.upload.or}</p>
      <label class="button primary">
        {more.upload.choose}
        <input
          class="sr"
          type="file"
          name="clip"
          accept="video/*,.mkv"
          onChange={(event) => takeFirst(event.currentTarget.files)}
        />
      </label>
      <p class="form-problem" role="alert">
        <Said words={problem ?? ''} />
      </p>
      <p class="quiet">{more.upload.original}</p>
      {limits !== null && (
        <p class="quiet">
          {more.upload.limits(
            formatClock(limits.videoSeconds * 1000).replace(/:00$/, ''),
            formatBytes(limits.uploadBytes),
          )}
        </p>
      )}
    </div>
  );
}
