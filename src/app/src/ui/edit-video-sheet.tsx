/* edit-video-sheet.tsx: what can be changed of one's own video once it is sent: its title and captions. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { useStore } from '../store';
import { addCaptions, dropCaptions, saveTitle, type Edited } from '../stores/edit';
import { region } from '../stores/region';
import { closeSheet, openSheet } from '../stores/sheet';
import { Said } from './said';
import { SheetFrame } from './sheet';
import { SpokenFiles } from './spoken-files';
import { TitleField, titleProblem } from './title-field';

const TITLE_MOST = 150; /* until the region said its own */

function Title({ video }: { video: Edited }): JSX.Element {
  const most = useStore(region)?.limits.titleChars ?? TITLE_MOST;
  const [value, setValue] = useState(video.title);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (): Promise<void> => {
    const wrong = titleProblem(value, most);
    setProblem(wrong);
    if (wrong === null) {
      setBusy(true);
      setProblem(await saveTitle(video.id, value.trim()));
      setBusy(false);
    }
  };
  return (
    <form
      class="sheet-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <TitleField
        id="edit-title"
        value={value}
        most={most}
        problem={problem ?? undefined}
        onValue={setValue}
      />
      <button type="submit" class="button primary" disabled={busy}>
        {text.save}
      </button>
    </form>
  );
}

export function EditVideoSheet({ video }: { video: Edited }): JSX.Element {
  const [has, setHas] = useState(() => video.captions.map((one) => one.lang));
  const [problem, setProblem] = useState('');
  const drop = async (lang: string): Promise<void> => {
    const refused = await dropCaptions(video.id, lang);
    setProblem(refused ?? '');
    if (refused === null) {
      setHas(has.filter((one) => one !== lang));
    }
  };
  return (
    <SheetFrame title={more.own.edit}>
      <Title video={video} />
      <SpokenFiles
        has={has}
        onAdd={async (one) => {
          const refused = await addCaptions(video.id, one);
          if (refused === null) {
            setHas([...has.filter((lang) => lang !== one.lang), one.lang]);
          }
          return refused;
        }}
        onRemove={(lang) => void drop(lang)}
      />
      <p class="form-problem" role="alert">
        <Said words={problem} />
      </p>
      <p class="actions">
        <button type="button" class="button" onClick={closeSheet}>
          {text.done}
        </button>
        <button
          type="button"
          class="button"
          onClick={() => openSheet({ kind: 'remove-video', id: video.id, title: video.title })}
        >
          {more.own.removeTitle}
        </button>
      </p>
    </SheetFrame>
  );
}
