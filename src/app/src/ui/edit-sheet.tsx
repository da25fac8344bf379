/* edit-sheet.tsx: one's own name, words and picture, as everybody sees them. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Refusal } from '../api';
import { socialApi, type Person } from '../api-social';
import { refusalWords } from '../logic/problem';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { showPerson } from '../stores/person';
import { noteRefusal, showSelf } from '../stores/session';
import { closeSheet } from '../stores/sheet';
import { say } from '../stores/toast';
import { Avatar } from './avatar';
import { CropPicture } from './crop-picture';
import { Said } from './said';
import { SheetFrame } from './sheet';
import { TextField } from './text-field';
import { WordsField } from './words-field';

function wordsOf(error: unknown): string {
  noteRefusal(error);
  return error instanceof Refusal ? refusalWords(error) : text.problem.unknown;
}

function Picture({ person }: { person: Person }): JSX.Element {
  const [shown, setShown] = useState(person);
  const [picture, setPicture] = useState<ImageBitmap | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const done = (avatar: string | null, words: string): void => {
    const next = { ...shown, avatar };
    setShown(next);
    setPicture(null);
    showPerson(next);
    showSelf(next);
    say(words);
  };
  const run = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setProblem('');
    try {
      await work();
    } catch (error) {
      setProblem(wordsOf(error));
    } finally {
      setBusy(false);
    }
  };
  const choose = async (file: File | undefined): Promise<void> => {
    if (file === undefined) {
      return;
    }
    setProblem('');
    try {
      setPicture(await createImageBitmap(file));
    } catch {
      setProblem(more.edit.notPicture);
    }
  };
  const send = (cut: Blob): void =>
    void run(async () => done((await socialApi.avatar(cut)).avatar, more.edit.pictureSaved));
  const drop = (): void =>
    void run(async () => {
      await socialApi.noAvatar();
      done(null, more.edit.pictureRemoved);
    });
  return (
    <section class="edit-picture" aria-label={more.edit.picture}>
      {picture !== null ? (
        <CropPicture
          picture={picture}
          busy={busy}
          onUse={send}
          onCancel={() => setPicture(null)}
          cancel={text.cancel}
        />
      ) : (
        <div class="edit-face">
          <Avatar user={shown} />
          <div class="edit-face-words">
            <p class="quiet">{more.edit.pictureHint}</p>
            <div class="actions">
              <label class="button">
                {more.edit.choose}
                <input
                  class="sr"
                  type="file"
                  name="picture"
                  accept="image/jpeg,image/png,image/webp"
                  onChange={(event) => void choose(event.currentTarget.files?.[0])}
                />
              </label>
              {shown.avatar !== null && (
                <button type="button" class="button" disabled={busy} onClick={drop}>
                  {more.edit.removePicture}
                </button>
              )}
            </div>
          </div>
        </div>
      )}
      <p class="form-problem" role="alert">
        <Said words={problem} />
      </p>
    </section>
  );
}

function Words({ person }: { person: Person }): JSX.Element {
  const [name, setName] = useState(person.name ?? '');
  const [bio, setBio] = useState(person.bio);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const submit = async (): Promise<void> => {
    setBusy(true);
    setProblem('');
    try {
      const next = await socialApi.profile(name.trim(), bio.trim());
      showPerson(next);
      showSelf(next);
      closeSheet();
      say(more.edit.saved);
    } catch (error) {
      setBusy(false);
      setProblem(wordsOf(error));
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
      <TextField
        id="edit-name"
        name="name"
        label={more.edit.name}
        hint={more.edit.nameHint}
        fills="nickname"
        value={name}
        onValue={setName}
      />
      <WordsField
        id="edit-bio"
        label={more.edit.bio}
        hint={more.edit.bioHint}
        rows={3}
        value={bio}
        onValue={setBio}
      />
      <p class="form-problem" role="alert">
        <Said words={problem} />
      </p>
      <button type="submit" class="button primary" disabled={busy}>
        {text.save}
      </button>
    </form>
  );
}

export function EditSheet({ person }: { person: Person }): JSX.Element {
  return (
    <SheetFrame title={more.edit.title}>
      <p class="lead">{more.edit.lead}</p>
      <Picture person={person} />
      <Words person={person} />
    </SheetFrame>
  );
}
