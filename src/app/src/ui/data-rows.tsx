/* data-rows.tsx: one table's rows in words, and why, how long and where each of its fields is kept. */
import type { JSX } from 'preact';
import type { Fields } from '../decode';
import {
  columnsOf,
  columnTitle,
  rowTitle,
  valueWords,
  type OwnField,
  type OwnTable,
} from '../logic/mydata';
import { more } from '../messages/words-pages';
import { Rename } from './data-rename';
import { Icon } from './icons';
import { Said } from './said';

/* Where a name may be changed: the column that names, and that of the number. */
const named: Readonly<Record<string, { name: string; id: string }>> = {
  session: { name: 'label', id: 'public_id' },
  video: { name: 'title', id: 'id' },
};

function RenameOf({ table, row }: { table: string; row: Fields }): JSX.Element | null {
  const by = named[table];
  const id = by && row[by.id];
  const name = by && row[by.name];
  return typeof id === 'string' && typeof name === 'string' ? (
    <Rename table={table} id={id} name={name === '' ? more.data.untitled : name} />
  ) : null;
}

function Values({ table, row }: { table: OwnTable; row: Fields }): JSX.Element {
  return (
    <>
      <dl class="data-values">
        {columnsOf(table, row).map((column) => (
          <div key={column}>
            <dt>{columnTitle(column, table.name)}</dt>
            <dd dir="auto">{valueWords(column, row[column], table.name)}</dd>
          </div>
        ))}
      </dl>
      <RenameOf table={table.name} row={row} />
    </>
  );
}

export function ClassOf({ of }: { of: string }): JSX.Element {
  return (
    <span class="field-class" data-class={of}>
      <Icon name={of === 'public' ? 'eye' : 'lock'} />
      {more.data.classes[of] ?? of}
    </span>
  );
}

/* What the map says of these fields; each with its reason, if it is not shown. */
export function FieldList({ fields }: { fields: readonly OwnField[] }): JSX.Element {
  return (
    <ul class="map-rows">
      {fields.map((field) => (
        <li key={`${field.store}.${field.table}.${field.column}`} class="map-row">
          <div class="map-what">
            <strong>
              <Said words={more.map.said(field.purpose)} />
            </strong>
            {field.reason !== null && (
              <span>
                <Said words={more.map.said(field.reason)} />
              </span>
            )}
            <code>{`${field.table}.${field.column}`}</code>
          </div>
          <ClassOf of={field.class} />
          <dl class="map-facts">
            <div>
              <dt>{more.data.kept}</dt>
              <dd>
                <Said words={more.map.said(field.retention)} />
              </dd>
            </div>
            <div>
              <dt>{more.data.where}</dt>
              <dd>
                <Said words={more.map.said(field.place)} />
              </dd>
            </div>
          </dl>
        </li>
      ))}
    </ul>
  );
}

export function Why({ fields }: { fields: readonly OwnField[] }): JSX.Element {
  return (
    <details class="data-why">
      <summary>{more.data.why(fields.length)}</summary>
      <FieldList fields={fields} />
    </details>
  );
}

export function TableRows({ table }: { table: OwnTable }): JSX.Element {
  const [only] = table.rows;
  return (
    <section class="data-table" aria-label={table.title}>
      <h3>
        {table.title} <span class="quiet">{more.data.rows(table.rows.length)}</span>
      </h3>
      {only === undefined && <p class="quiet">{more.data.empty}</p>}
      {only !== undefined && table.rows.length === 1 && <Values table={table} row={only} />}
      {table.rows.length > 1 && (
        <ul class="data-list">
          {table.rows.map((row, place) => (
            <li key={place}>
              <details>
                <summary dir="auto">{rowTitle(row, place)}</summary>
                <Values table={table} row={row} />
              </details>
            </li>
          ))}
        </ul>
      )}
      <Why fields={table.fields} />
    </section>
  );
}
