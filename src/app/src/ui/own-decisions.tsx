/* own-decisions.tsx: what was decided about one's own videos, comments and page, and why. */
import type { JSX } from 'preact';
import type { Decision } from '../api-own';
import { formatMoment } from '../format';
import { more } from '../messages/words-pages';
import { useStore } from '../store';
import type { List } from '../stores/lists';
import { mine } from '../stores/mine';
import { Link } from './link';
import { ListFoot } from './list-foot';

/* Ground, label and reason, as far as there are any. */
export function DecisionFacts({ decision }: { decision: Decision }): JSX.Element {
  const rows = [
    [more.decisions.ground, decision.ground],
    [more.decisions.label, decision.label],
    [more.decisions.reason, decision.reason],
  ] as const;
  return (
    <dl class="facts">
      {rows.map(
        ([name, words]) =>
          words !== null && (
            <div key={name}>
              <dt>{name}</dt>
              <dd dir="auto">{words}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

function Row({ decision }: { decision: Decision }): JSX.Element {
  const { videos } = useStore(mine);
  const video = decision.kind === 'video' ? decision.subject : null;
  const title = videos?.items.find((one) => one.id === video)?.title;
  return (
    <li class="card">
      <h3>{more.decisions.what[decision.what](more.decisions.kinds[decision.kind])}</h3>
      {title !== undefined && (
        <p>
          <bdi>{title}</bdi>
        </p>
      )}
      <DecisionFacts decision={decision} />
      <p class="quiet">
        {more.decisions.when(formatMoment(decision.atMs), decision.entry)}{' '}
        <Link href={`/decisions/${decision.id}`} class="text-button">
          {decision.untilMs !== null && decision.answer === null
            ? more.report.toAnswer
            : more.report.toDecision}
        </Link>
      </p>
    </li>
  );
}

/* Nothing at all, as long as nothing was decided. */
export function OwnDecisions({ list }: { list: List<Decision> }): JSX.Element | null {
  const { items, error } = useStore(list.store);
  if ((items === null || items.length === 0) && error === null) {
    return null;
  }
  return (
    <section class="section" aria-labelledby="me-decisions">
      <h2 id="me-decisions">{more.decisions.title}</h2>
      <p class="quiet">{more.decisions.lead}</p>
      <ul class="cards">
        {items?.map((decision) => (
          <Row key={decision.id} decision={decision} />
        ))}
      </ul>
      <ListFoot list={list} />
    </section>
  );
}
