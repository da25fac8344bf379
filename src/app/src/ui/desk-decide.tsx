/* desk-decide.tsx: what to do with a case, on which ground, and why. Nothing is signed here. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { WholeCase } from '../api-desk';
import { characters, formatWhole } from '../format';
import {
  actsOf,
  groundAtHand,
  lacksOf,
  reasonOf,
  statementOf,
  type Act,
  type Lack,
  type Wish,
} from '../logic/deciding';
import { groundsFor, LABELS, REASON_MAX, type Statement } from '../logic/statement';
import { desk } from '../messages/words-desk';
import { markOf, randomHex } from '../stores/seat';
import { DeskSign } from './desk-sign';
import { groundOf } from './desk-words';
import { Field } from './field';
import { WordsField } from './words-field';

const SALT = 32;

interface Part {
  wish: Wish;
  lacks: readonly Lack[];
  onWish: (part: Partial<Wish>) => void;
}

interface SelectProps {
  id: string;
  label: string;
  value: string;
  wrong: boolean;
  options: readonly (readonly [code: string, words: string])[];
  onValue: (value: string) => void;
}

function Select({ id, label, value, wrong, options, onValue }: SelectProps): JSX.Element {
  return (
    <Field id={id} label={label} problem={wrong ? desk.decide.choose : undefined}>
      {(described) => (
        <div class="input">
          <select
            {...described}
            id={id}
            value={value}
            onChange={(event) => onValue(event.currentTarget.value)}
          >
            <option value="">{desk.decide.choose}</option>
            {options.map(([code, words]) => (
              <option key={code} value={code}>
                {words}
              </option>
            ))}
          </select>
        </div>
      )}
    </Field>
  );
}

interface WordsProps {
  id: string;
  label: string;
  hint: string;
  value: string;
  wrong: boolean;
  onValue: (value: string) => void;
}

function Words({ wrong, ...field }: WordsProps): JSX.Element {
  return <WordsField {...field} rows={3} problem={wrong ? desk.decide.missing : undefined} />;
}

function Acts({ of, wish, lacks, onWish }: Part & { of: WholeCase }): JSX.Element {
  const choose = (act: Act): void =>
    onWish({ act, ground: groundAtHand(of, act), ...(act === 'label' ? {} : { label: '' }) });
  return (
    <fieldset class="desk-acts">
      <legend>{desk.decide.what}</legend>
      <div class="segments">
        {actsOf(of).map((act, i) => (
          <label key={act} class="segment">
            <input
              type="radio"
              name="act"
              id={i === 0 ? 'desk-act' : undefined}
              checked={wish.act === act}
              onChange={() => choose(act)}
            />
            <span>{desk.actions[act]}</span>
          </label>
        ))}
      </div>
      <p class={lacks.includes('act') ? 'form-problem' : 'quiet'} role="status">
        {wish.act !== null && desk.does[wish.act]}
        {lacks.includes('act') && desk.decide.choose}
      </p>
    </fieldset>
  );
}

function Why({ of, wish, lacks, onWish }: Part & { of: WholeCase }): JSX.Element {
  const { act } = wish;
  const set = (explanation: string): void => onWish({ explanation });
  if (act === null || act === 'dismiss') {
    return (
      <Words
        id="desk-explanation"
        label={desk.decide.reason}
        hint={of.answer ? desk.decide.reasonAnswer : desk.decide.reasonNone}
        value={wish.explanation}
        wrong={lacks.includes('explanation')}
        onValue={set}
      />
    );
  }
  const restores = act === 'restore';
  return (
    <>
      <Select
        id="desk-ground"
        label={desk.decide.ground}
        value={wish.ground}
        wrong={lacks.includes('ground')}
        options={groundsFor(act).map((code) => [code, groundOf(code)])}
        onValue={(ground) => onWish({ ground })}
      />
      {act === 'label' && (
        <Select
          id="desk-label"
          label={desk.decide.label}
          value={wish.label}
          wrong={lacks.includes('label')}
          options={LABELS.map((code) => [code, desk.labels[code] ?? code])}
          onValue={(label) => onWish({ label })}
        />
      )}
      <Words
        id="desk-facts"
        label={desk.decide.facts}
        hint={desk.decide.factsHint}
        value={wish.facts}
        wrong={lacks.includes('facts')}
        onValue={(facts) => onWish({ facts })}
      />
      <Words
        id="desk-explanation"
        label={desk.decide.explanation}
        hint={restores ? desk.decide.explanationRestore : desk.decide.explanationHint}
        value={wish.explanation}
        wrong={lacks.includes('explanation')}
        onValue={set}
      />
    </>
  );
}

interface Props {
  of: WholeCase;
  onTaken: () => void;
  onAgain: () => void;
}

interface FormProps {
  of: WholeCase;
  wish: Wish;
  onWish: (part: Partial<Wish>) => void;
  onMade: (statement: Statement) => void;
}

function Form({ of, wish, onWish, onMade }: FormProps): JSX.Element {
  const [tried, setTried] = useState(false);
  const lacks = tried ? lacksOf(wish) : [];
  const used = characters(reasonOf(wish));
  const unread = wish.act === 'dismiss' && of.next !== null;
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (lacksOf(wish).length === 0 && !unread) {
      onMade(await statementOf(of, wish, markOf(of.region), randomHex(SALT)));
    }
  };
  return (
    <form class="desk-form" noValidate onSubmit={(event) => void submit(event)}>
      {of.state !== 'open' && <p class="quiet">{desk.decide.over}</p>}
      <Acts of={of} wish={wish} lacks={lacks} onWish={onWish} />
      {wish.act !== null && <Why of={of} wish={wish} lacks={lacks} onWish={onWish} />}
      {wish.act !== null && (
        <p class="counter" data-over={used > REASON_MAX}>
          {formatWhole(used)} / {formatWhole(REASON_MAX)}
        </p>
      )}
      <p class="form-problem" role="alert">
        {lacks.includes('long') && desk.decide.long(formatWhole(REASON_MAX))}
        {unread && desk.said.left}
      </p>
      <button type="submit" class="button primary">
        {desk.decide.look}
      </button>
    </form>
  );
}

export function DeskDecide({ of, onTaken, onAgain }: Props): JSX.Element {
  const [wish, setWish] = useState<Wish>({
    act: null,
    ground: '',
    label: '',
    facts: '',
    explanation: '',
  });
  const [made, setMade] = useState<Statement | null>(null);
  const able = actsOf(of).length > 0;
  return (
    <section class="card card-strong" aria-labelledby="desk-decide">
      <h3 id="desk-decide">{made === null ? desk.decide.title : desk.sign.title}</h3>
      {!able && <p>{of.own ? desk.answered.own : desk.decide.nothing}</p>}
      {able && made === null && (
        <Form
          of={of}
          wish={wish}
          onWish={(part) => setWish((before) => ({ ...before, ...part }))}
          onMade={setMade}
        />
      )}
      {made !== null && wish.act !== null && (
        <DeskSign
          of={of}
          act={wish.act}
          wish={wish}
          made={made}
          onChange={() => setMade(null)}
          onTaken={onTaken}
          onAgain={onAgain}
        />
      )}
    </section>
  );
}
