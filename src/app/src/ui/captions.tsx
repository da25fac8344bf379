/* captions.tsx: what is said in the clip, in our own type, above its title. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Video } from '../api';
import { chooseCaptions } from '../logic/captions';
import { useStore } from '../store';
import { clipInView } from '../stores/playback';
import { prefs } from '../stores/prefs';

function wordsOf(track: TextTrack): string {
  const lines: string[] = [];
  for (const cue of track.activeCues ?? []) {
    if (cue instanceof VTTCue) {
      lines.push(cue.getCueAsHTML().textContent ?? '');
    }
  }
  return lines.join('\n');
}

export function Captions({ video }: { video: Video }): JSX.Element | null {
  const { captions } = useStore(prefs);
  const chosen = chooseCaptions(video.captions, captions);
  const clip = useStore(clipInView);
  const [words, setWords] = useState('');
  const url = chosen?.url ?? null;
  const lang = chosen?.lang;

  /* The browser reads the file and keeps the time; it draws nothing by itself. */
  useEffect(() => {
    if (clip === null || url === null) {
      return undefined;
    }
    const made = document.createElement('track');
    made.kind = 'captions';
    made.src = url;
    clip.append(made);
    made.track.mode = 'hidden';
    const show = (): void => setWords(wordsOf(made.track));
    made.track.addEventListener('cuechange', show);
    return () => {
      made.track.removeEventListener('cuechange', show);
      made.remove();
      setWords('');
    };
  }, [clip, url]);

  return words === '' ? null : (
    <p class="captions" lang={lang} dir="auto">
      <span>{words}</span>
    </p>
  );
}
