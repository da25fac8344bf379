/* remove-video-sheet.tsx: one's own video is removed for good, once its creator has said so twice. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { more } from '../messages/words-pages';
import { useStore } from '../store';
import { removeVideo } from '../stores/edit';
import { mine } from '../stores/mine';
import { closeSheet } from '../stores/sheet';
import { Said } from './said';
import { SheetFrame } from './sheet';

export function RemoveVideoSheet({ id, title }: { id: string; title: string }): JSX.Element {
  const { videos } = useStore(mine);
  const called = videos?.items.find((one) => one.id === id)?.title ?? title;
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const act = async (): Promise<void> => {
    setBusy(true);
    setProblem((await removeVideo(id)) ?? '');
    setBusy(false);
  };
  return (
    <SheetFrame title={more.own.removeTitle}>
      <blockquote dir="auto">{called}</blockquote>
      <p>{more.own.removeText}</p>
      <p class="form-problem" role="alert">
        <Said words={problem} />
      </p>
      <p class="actions">
        <button type="button" class="button" disabled={busy} onClick={() => void act()}>
          {more.own.removeYes}
        </button>
        <button type="button" class="button primary" disabled={busy} onClick={closeSheet}>
          {more.own.removeNo}
        </button>
      </p>
    </SheetFrame>
  );
}
