/* data-rename.tsx: another name for a session or a video, where it stands. */
import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Refusal } from '../api';
import { refusalWords } from '../logic/problem';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { rename } from '../stores/mydata';
import { TextField } from './text-field';

interface Props {
  table: string;
  id: string;
  name: string;
}

export function Rename({ table, id, name }: Props): JSX.Element {
  const [open, setOpen] = useState(false);
  const [value, setValue] = useState(name);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (open) {
      setValue(name);
      setProblem(undefined);
      input.current?.focus();
    }
  }, [open]);
  const submit = async (): Promise<void> => {
    setBusy(true);
    try {
      await rename(table, id, value);
      setOpen(false);
    } catch (error) {
      setProblem(error instanceof Refusal ? refusalWords(error) : text.problem.unknown);
    }
    setBusy(false);
  };
  if (!open) {
    return (
      <button
        type="button"
        class="button"
        aria-label={more.data.renameLabel(name)}
        onClick={() => setOpen(true)}
      >
        {more.data.rename}
      </button>
    );
  }
  return (
    <form
      class="data-rename"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          setOpen(false);
        }
      }}
    >
      <TextField
        id={`rename-${id}`}
        name="name"
        label={more.data.newName(name)}
        problem={problem}
        value={value}
        input={input}
        onValue={setValue}
      />
      <p class="actions">
        <button type="submit" class="button primary" disabled={busy}>
          {more.data.save}
        </button>
        <button type="button" class="button" onClick={() => setOpen(false)}>
          {more.data.cancel}
        </button>
      </p>
    </form>
  );
}
