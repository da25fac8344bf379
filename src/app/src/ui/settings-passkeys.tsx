/* settings-passkeys.tsx: a person's passkeys, and one more. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Refusal } from '../api';
import type { Passkey } from '../api-safety';
import { formatAge } from '../format';
import { refusalWords } from '../logic/problem';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { passkeysPossible } from '../passkey';
import { useStore } from '../store';
import { newPasskey, removePasskey, safety } from '../stores/safety';
import { Icon } from './icons';
import { PasswordField } from './password-field';
import { TextField } from './text-field';

const LABEL_MAX = 64;

interface WithPassword {
  /* null: none was entered, and the field says so. */
  password: () => string | null;
  refused: (error: unknown) => void;
}

function refusedWords(error: unknown): string {
  return error instanceof Refusal ? refusalWords(error) : text.problem.unknown;
}

function Row({ passkey, password, refused }: WithPassword & { passkey: Passkey }): JSX.Element {
  const remove = async (): Promise<void> => {
    const given = password();
    if (given === null) {
      return;
    }
    try {
      await removePasskey(passkey.id, given);
    } catch (error) {
      refused(error);
    }
  };
  const label = passkey.unreadable ? more.settings.unreadable : passkey.label;
  return (
    <li class="entry">
      <span class="entry-words">
        <strong>{label}</strong>
        <span class="quiet">{more.settings.addedOn(formatAge(passkey.createdMs, Date.now()))}</span>
        {passkey.copied && <span class="entry-warning">{more.settings.wasCopied}</span>}
      </span>
      <button
        type="button"
        class="button"
        aria-label={more.settings.removeLabel(label)}
        onClick={() => void remove()}
      >
        {more.settings.remove}
      </button>
    </li>
  );
}

function Add({ password, refused }: WithPassword): JSX.Element {
  const [label, setLabel] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const submit = async (): Promise<void> => {
    if (label.trim() === '') {
      setProblem(more.settings.passkeyNameMissing);
      return;
    }
    setProblem(undefined);
    const given = password();
    if (given === null) {
      return;
    }
    setBusy(true);
    try {
      if (await newPasskey(label.trim(), given)) {
        setLabel('');
      }
    } catch (error) {
      refused(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      class="card-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <TextField
        id="safety-passkey"
        name="passkey"
        label={more.settings.passkeyName}
        hint={more.settings.passkeyNameHint}
        problem={problem}
        most={LABEL_MAX}
        value={label}
        onValue={setLabel}
      />
      <button type="submit" class="button" disabled={busy}>
        <Icon name="key" />
        {more.settings.addPasskey}
      </button>
    </form>
  );
}

export function PasskeysCard(): JSX.Element {
  const { passkeys } = useStore(safety);
  const [value, setValue] = useState('');
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const password = (): string | null => {
    setProblem(value === '' ? more.sign.passwordMissing : undefined);
    return value === '' ? null : value;
  };
  const refused = (error: unknown): void => setProblem(refusedWords(error));
  const possible = passkeysPossible();
  return (
    <section class="card" aria-labelledby="safety-passkeys">
      <h2 id="safety-passkeys">{more.settings.passkeys}</h2>
      <p>{more.settings.passkeysText}</p>
      {passkeys?.length === 0 && <p class="quiet">{more.settings.noPasskeys}</p>}
      {(possible || (passkeys !== null && passkeys.length > 0)) && (
        <PasswordField
          id="safety-passkeys-password"
          label={more.settings.passkeysPassword}
          problem={problem}
          name="password"
          value={value}
          fresh={false}
          onValue={setValue}
        />
      )}
      <ul class="entries">
        {passkeys?.map((passkey) => (
          <Row key={passkey.id} passkey={passkey} password={password} refused={refused} />
        ))}
      </ul>
      {possible ? (
        <Add password={password} refused={refused} />
      ) : (
        <p class="quiet">{more.settings.noPasskeysHere}</p>
      )}
    </section>
  );
}
