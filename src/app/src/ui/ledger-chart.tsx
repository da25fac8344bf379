/* ledger-chart.tsx: entries over time, as a picture and as a table. */
import type { JSX } from 'preact';
import { formatMoment, formatWhole } from '../format';
import { barsOf, type Entry } from '../logic/ledger';
import { more } from '../messages/words-pages';

const BARS = 24;
const WIDTH = 10; /* of a bar with its gap, in the picture's own units */
const HEIGHT = 60;
const GAP = 2;

export function LedgerChart({ entries }: { entries: readonly Entry[] }): JSX.Element {
  const bars = barsOf(entries, BARS);
  const most = bars.reduce((all, bar) => Math.max(all, bar.beats + bar.others), 1);
  const tall = (n: number): number => (n === 0 ? 0 : Math.max(1, (n / most) * HEIGHT));
  const words = more.ledger.chart;
  return (
    <section class="card" aria-labelledby="ledger-chart">
      <h2 id="ledger-chart">{words.title}</h2>
      <svg
        class="ledger-chart"
        viewBox={`0 0 ${BARS * WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {bars.map((bar, i) => (
          <g key={bar.fromMs}>
            <rect
              class="ledger-beats"
              x={i * WIDTH}
              y={HEIGHT - tall(bar.beats)}
              width={WIDTH - GAP}
              height={tall(bar.beats)}
            />
            <rect
              class="ledger-others"
              x={i * WIDTH}
              y={Math.max(0, HEIGHT - tall(bar.beats) - tall(bar.others))}
              width={WIDTH - GAP}
              height={tall(bar.others)}
            />
          </g>
        ))}
      </svg>
      <p class="quiet ledger-key">
        <span class="ledger-beats" /> {words.beats} <span class="ledger-others" /> {words.others}
      </p>
      <details>
        <summary>{words.table}</summary>
        <div class="ledger-scroll" tabIndex={0} role="region" aria-label={words.table}>
          <table class="ledger-table">
            <thead>
              <tr>
                <th scope="col">{words.from}</th>
                <th scope="col">{words.beats}</th>
                <th scope="col">{words.others}</th>
              </tr>
            </thead>
            <tbody>
              {bars.map((bar) => (
                <tr key={bar.fromMs}>
                  <th scope="row">{formatMoment(bar.fromMs)}</th>
                  <td>{formatWhole(bar.beats)}</td>
                  <td>{formatWhole(bar.others)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </section>
  );
}
