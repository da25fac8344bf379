/* desk-sign.tsx: a statement before it is signed, in words and as it stands; then it is signed and sent. */
import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Refusal } from '../api';
import { deskApi, type WholeCase } from '../api-desk';
import { formatMoment } from '../format';
import { reasonOf, type Act, type Wish } from '../logic/deciding';
import { refusalWords } from '../logic/problem';
import { whyNot } from '../logic/refused';
import type { Statement } from '../logic/statement';
import { text } from '../messages/words';
import { desk } from '../messages/words-desk';
import { useStore } from '../store';
import { noteSeat, seat, signed } from '../stores/seat';
import { say } from '../stores/toast';
import { DeskKey } from './desk-key';
import { DeskPaste } from './desk-paste';
import { groundOf, kindWords } from './desk-words';
import { Handle } from './handle';
import { Said } from './said';

interface Props {
  of: WholeCase;
  act: Act;
  wish: Wish;
  made: Statement;
  onChange: () => void;
  onTaken: () => void;
  onAgain: () => void;
}

function Fact({ name, children }: { name: string; children: JSX.Element | string }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function InWords({ of, act, wish }: Omit<Props, 'made'>): JSX.Element {
  const dismisses = act === 'dismiss';
  const forNobody = dismisses && !of.answer;
  const about = (
    <>
      {kindWords(of)} {of.object !== null && <bdi dir="ltr">{of.object.number}</bdi>}{' '}
      {of.object !== null && <Handle of={of.object.handle} />}
    </>
  );
  return (
    <dl class="facts desk-facts">
      <Fact name={desk.decide.what}>
        <strong>{desk.actions[act]}</strong>
      </Fact>
      <Fact name={desk.sign.object}>{about}</Fact>
      {!dismisses && <Fact name={desk.decide.ground}>{groundOf(wish.ground)}</Fact>}
      {act === 'label' && (
        <Fact name={desk.decide.label}>{desk.labels[wish.label] ?? wish.label}</Fact>
      )}
      {dismisses ? (
        <Fact name={desk.sign.upTo}>{formatMoment(of.upto)}</Fact>
      ) : (
        <Fact name={desk.sign.place}>
          {of.previous === null ? desk.sign.first : desk.sign.decision(of.previous)}
        </Fact>
      )}
      <Fact name={desk.sign.region}>
        <bdi dir="ltr">{of.region}</bdi>
      </Fact>
      <Fact name={forNobody ? desk.sign.forNobody : desk.sign.for}>
        <span class="desk-reason" dir="auto">
          {reasonOf(wish)}
        </span>
      </Fact>
    </dl>
  );
}

function Raw({ made }: { made: Statement }): JSX.Element {
  return (
    <>
      <h4>{desk.sign.raw}</h4>
      <pre class="desk-raw" id="desk-payload" tabIndex={0} dir="ltr">
        {made.payload}
      </pre>
      <h4>{desk.sign.rawOpening}</h4>
      <pre class="desk-raw" id="desk-opening" tabIndex={0} dir="ltr">
        {made.opening}
      </pre>
    </>
  );
}

function refusedWords(refusal: Refusal): string {
  const why = whyNot(refusal);
  return why === null ? refusalWords(refusal) : desk.refusals[why];
}

export function DeskSign(props: Props): JSX.Element {
  const { act, made, onChange, onTaken, onAgain } = props;
  const { key } = useStore(seat);
  const [busy, setBusy] = useState(false);
  const [elsewhere, setElsewhere] = useState(false);
  const [problem, setProblem] = useState<Refusal | null>(null);
  const [failed, setFailed] = useState(false);
  const lead = useRef<HTMLParagraphElement>(null);
  useLayoutEffect(() => lead.current?.focus(), []);
  const send = async (make: () => Promise<string>): Promise<void> => {
    setBusy(true);
    setProblem(null);
    setFailed(false);
    try {
      await deskApi.send(await make());
      say(desk.sign.taken[act]);
      onTaken();
    } catch (error) {
      noteSeat(error);
      setBusy(false);
      setProblem(error instanceof Refusal ? error : null);
      setFailed(!(error instanceof Refusal));
    }
  };
  return (
    <div class="desk-form">
      <p class="quiet" ref={lead} tabIndex={-1}>
        {desk.sign.lead}
      </p>
      <InWords {...props} />
      <Raw made={made} />
      {(problem !== null || failed) && (
        <p class="form-problem" role="alert">
          <Said words={problem === null ? text.problem.unknown : refusedWords(problem)} />{' '}
          {problem?.status === 409 && (
            <button type="button" class="text-button" onClick={onAgain}>
              {desk.refusals.again}
            </button>
          )}
        </p>
      )}
      {key !== null && (
        <button
          type="button"
          class="button primary"
          disabled={busy}
          onClick={() => void send(() => signed(made))}
        >
          {desk.sign.send}
        </button>
      )}
      {key === null && !elsewhere && (
        <>
          <p>{desk.sign.key}</p>
          <DeskKey busy={busy} onKey={() => undefined} />
        </>
      )}
      {elsewhere && (
        <DeskPaste
          of={made}
          busy={busy}
          onSigned={(one) => void send(() => Promise.resolve(one))}
        />
      )}
      <p class="actions">
        <button type="button" class="button" disabled={busy} onClick={onChange}>
          {desk.sign.change}
        </button>
        {!elsewhere && (
          <button type="button" class="text-button" onClick={() => setElsewhere(true)}>
            {desk.paste.title}
          </button>
        )}
      </p>
    </div>
  );
}
