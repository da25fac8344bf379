/* why-sheet.tsx: why a video is at its place: what the score is the sum of, in words and bars. */
import type { JSX } from 'preact';
import type { Why } from '../api-video';
import { formatWhole } from '../format';
import { barsOf, type Bar } from '../logic/why';
import { more } from '../messages/words-pages';
import { SheetFrame } from './sheet';

function Row({ bar, largest }: { bar: Bar; largest: boolean }): JSX.Element {
  const value = formatWhole(bar.hundredths);
  return (
    <li class="why-row" data-sign={bar.hundredths < 0 ? 'minus' : 'plus'}>
      <span class="why-words">
        {more.why.terms[bar.term]}
        {largest && <span class="badge">{more.why.main}</span>}
      </span>
      <bdi class="why-value" dir="ltr">
        {bar.hundredths > 0 ? `+${value}` : value}
      </bdi>
      <span class="why-bar" style={{ '--part': String(bar.part) }} aria-hidden="true" />
    </li>
  );
}

function Reasons({ why }: { why: Why }): JSX.Element {
  const bars = barsOf(why.terms);
  return (
    <>
      <p class="why-place">{more.why.places[why.place]}</p>
      <dl class="facts">
        <div>
          <dt>{more.why.source}</dt>
          <dd>
            {more.why.sources[why.source]}
            {why.creator !== null && ` ${more.why.creatorLine(why.creator)}`}
            {why.hashtag !== null && ` ${more.why.hashtagLine(why.hashtag)}`}
          </dd>
        </div>
      </dl>

      {bars.length > 0 && (
        <>
          <p class="quiet">{more.why.lead}</p>
          <ul class="why-rows">
            {bars.map((bar) => (
              <Row key={bar.term} bar={bar} largest={bar.term === why.term} />
            ))}
          </ul>
          <p class="quiet">{more.why.unit}</p>
        </>
      )}
    </>
  );
}

export function WhySheet({ why }: { why: Why | null }): JSX.Element {
  return (
    <SheetFrame title={more.sheet.why}>
      {why === null ? <p class="lead">{more.why.none}</p> : <Reasons why={why} />}
    </SheetFrame>
  );
}
