/* desk-paste.tsx: a statement is signed outside the browser, and what that wrote is pasted. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { pasted, type Statement } from '../logic/statement';
import { desk } from '../messages/words-desk';
import { copy } from '../share';
import { Field } from './field';

interface Props {
  of: Statement;
  busy: boolean;
  onSigned: (statement: string) => void;
}

/* A line that nobody wrote ends what goes in. */
function commandOf({ payload, opening }: Statement): string {
  const end = `END-${/"puid":"([0-9a-f]{12})/.exec(payload)?.[1] ?? ''}`;
  const words = opening === '' ? payload : `${payload}\n${opening}`;
  return `vitrine desk sign --key MEMBER <<'${end}'\n${words}\n${end}`;
}

export function DeskPaste({ of, busy, onSigned }: Props): JSX.Element {
  const [given, setGiven] = useState('');
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const command = commandOf(of);
  const submit = (event: Event): void => {
    event.preventDefault();
    const signed = pasted(given, of);
    setProblem(signed === null ? desk.paste.wrong : undefined);
    if (signed !== null) {
      onSigned(signed);
    }
  };
  return (
    <form class="desk-form" noValidate onSubmit={submit}>
      <p>{desk.paste.command}</p>
      <pre class="desk-raw" tabIndex={0} dir="ltr">
        {command}
      </pre>
      <p class="actions">
        <button type="button" class="button" onClick={() => void copy(command, desk.paste.copied)}>
          {desk.paste.copy}
        </button>
      </p>
      <Field id="desk-pasted" label={desk.paste.label} problem={problem}>
        {(described) => (
          <textarea
            {...described}
            id="desk-pasted"
            class="input mono"
            rows={4}
            dir="ltr"
            spellcheck={false}
            value={given}
            onInput={(event) => setGiven(event.currentTarget.value)}
          />
        )}
      </Field>
      <button type="submit" class="button primary" disabled={busy}>
        {desk.paste.send}
      </button>
    </form>
  );
}
