/* map-page.tsx: every field that is stored: why, how long, where, and who may see it. */
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { formatWhole } from '../format';
import {
  classes,
  countOf,
  places,
  wantedRows,
  type DataMap,
  type Field,
  type FieldClass,
} from '../logic/datamap';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { useStore } from '../store';
import { loadMap, mapView } from '../stores/datamap';
import { Again } from './again';
import { Icon } from './icons';
import { Link } from './link';
import { Said } from './said';

function ClassBadge({ of }: { of: FieldClass }): JSX.Element {
  return (
    <span class="field-class" data-class={of}>
      <Icon name={of === 'public' ? 'eye' : 'lock'} />
      {more.map.classes[of]}
    </span>
  );
}

/* A class, how many fields it has, and what the word means; pressed, only these are shown. */
function ClassChoice({ map, of }: { map: DataMap; of: FieldClass }): JSX.Element {
  const chosen = useStore(mapView).class === of;
  return (
    <button
      type="button"
      class="map-choice"
      aria-pressed={chosen}
      onClick={() => mapView.patch({ class: chosen ? null : of })}
    >
      <span class="map-count">{formatWhole(countOf(map, of))}</span>
      <ClassBadge of={of} />
      <span class="quiet">{more.map.meanings[of]}</span>
    </button>
  );
}

function FieldRow({ field }: { field: Field }): JSX.Element {
  return (
    <li class="map-row">
      <div class="map-what">
        <strong>
          <Said words={more.map.said(field.purpose)} />
        </strong>
        <code>{field.name}</code>
      </div>
      <ClassBadge of={field.class} />
      <dl class="map-facts">
        <div>
          <dt>{more.map.kept}</dt>
          <dd>
            <Said words={more.map.said(field.retention)} />
          </dd>
        </div>
        <div>
          <dt>{more.map.where}</dt>
          <dd>
            <Said words={more.map.said(field.where)} />
          </dd>
        </div>
      </dl>
    </li>
  );
}

function Groups({ rows }: { rows: readonly Field[] }): JSX.Element {
  return (
    <>
      {places.map((place) => {
        const here = classes.flatMap((of) =>
          rows.filter((field) => field.place === place && field.class === of),
        );
        return here.length === 0 ? null : (
          <section key={place} class="map-group" aria-labelledby={`map-${place}`}>
            <h2 id={`map-${place}`}>
              {more.map.places[place]} <span class="quiet">{formatWhole(here.length)}</span>
            </h2>
            <p class="quiet">{more.map.placeTexts[place]}</p>
            <ul class="map-rows">
              {here.map((field) => (
                <FieldRow key={field.name} field={field} />
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}

function Whole({ map }: { map: DataMap }): JSX.Element {
  const view = useStore(mapView);
  const rows = wantedRows(map, view, more.map.said);
  return (
    <>
      <div class="map-choices" role="group" aria-label={more.map.choose}>
        {classes.map((of) => (
          <ClassChoice key={of} map={map} of={of} />
        ))}
      </div>
      <div class="map-search" role="search">
        <label class="field">
          <span class="field-head">{more.map.search}</span>
          <span class="input">
            <input
              type="search"
              value={view.words}
              placeholder={more.map.placeholder}
              onInput={(event) => mapView.patch({ words: event.currentTarget.value })}
            />
          </span>
        </label>
        <p class="quiet" role="status">
          {more.map.shown(rows.length, map.rows.length)}
        </p>
      </div>
      <Groups rows={rows} />
      {rows.length === 0 && (
        <p>
          <button
            type="button"
            class="button"
            onClick={() => mapView.patch({ words: '', class: null })}
          >
            {more.map.all}
          </button>
        </p>
      )}
    </>
  );
}

/* Below what it is about, once that is there: nothing that one reads moves. */
function Check(): JSX.Element {
  return (
    <section class="card" aria-labelledby="map-check">
      <h2 id="map-check">{more.map.checkTitle}</h2>
      <p>{more.map.checkText}</p>
      <div class="command">
        <code>{`vitrine datamap --url ${location.origin}`}</code>
      </div>
      <p class="actions">
        <a class="text-button" href="/data-map.json">
          {more.map.json}
        </a>
        <Link href="/about" class="text-button">
          {text.nav.about}
        </Link>
      </p>
    </section>
  );
}

export function MapPage(): JSX.Element {
  const { map, failed } = useStore(mapView);
  useEffect(() => void loadMap(), []);
  return (
    <div class="page page-map">
      <header class="page-head">
        <h1>{text.map.title}</h1>
        <p class="lead">{text.map.lead}</p>
      </header>
      {map !== null && <Whole map={map} />}
      {failed && (
        <p class="form-problem" role="alert">
          {more.map.failed} <Again class="text-button" onAgain={() => void loadMap()} />
        </p>
      )}
      {(map !== null || failed) && <Check />}
    </div>
  );
}
