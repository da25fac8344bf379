/* api-report.ts: what is asked to report something, and to see what became of it. */
import { ask, page, paged, post } from './api';
import { count, fields, list, oneOf, orNull, text, type Decoder } from './decode';

const states = ['open', 'decided', 'closed'] as const;
type ReportState = (typeof states)[number];

/* Of something, by its kind and number: "video:1". */
export type About = `${'video' | 'comment' | 'person'}:${string}`;

/* What something may be reported for; its words are the service's, in English. */
export interface Ground {
  code: string;
  words: string;
}

export interface Report {
  id: string;
  /* null: whom it was about has left. */
  about: string | null;
  ground: string;
  words: string;
  state: ReportState;
  decision: string | null;
  atMs: number;
}

const ground: Decoder<Ground> = (value) => {
  const f = fields(value);
  return { code: text(f['code']), words: text(f['words']) };
};

const report: Decoder<Report> = (value) => {
  const f = fields(value);
  return {
    id: text(f['id']),
    about: orNull(text)(f['about']),
    ground: text(f['ground']),
    words: text(f['text']),
    state: oneOf(...states)(f['state']),
    decision: orNull(text)(f['decision']),
    atMs: count(f['at_ms']),
  };
};

/* number and receipt as one word: who has it may ask. */
export interface Receipt {
  state: ReportState;
  decision: string | null;
  receipt: string;
}

interface LegalNotice {
  about: string;
  ground: string;
  explanation: string;
  name: string;
  email: string;
}

const receiptOf =
  (known: string | null): Decoder<Receipt> =>
  (value) => {
    const f = fields(value);
    return {
      state: oneOf(...states)(f['state']),
      decision: orNull(text)(f['decision']),
      receipt: known ?? `${text(f['number'])}-${text(f['receipt'])}`,
    };
  };

const given = (of: LegalNotice) => ({
  about: of.about,
  ground: of.ground,
  explanation: of.explanation,
  ...(of.name === '' ? {} : { name: of.name }),
  ...(of.email === '' ? {} : { email: of.email }),
  good_faith: true,
});

export const reportApi = {
  grounds: () => ask('/api/v1/report-grounds', (value) => list(ground)(fields(value)['items'])),
  report: (about: About, of: string, words: string) =>
    ask('/api/v1/reports', report, post({ about, ground: of, text: words })),
  give: (notice: LegalNotice) => ask('/api/v1/legal-notices', receiptOf(null), post(given(notice))),
  given: (receipt: string) => {
    const [number = '', secret = ''] = receipt.split('-');
    return ask(`/api/v1/legal-notices/${encodeURIComponent(number)}`, receiptOf(receipt), {
      headers: { Receipt: secret },
    });
  },
  mine: (cursor: string | null) => ask(paged('/api/v1/me/reports', cursor), page('items', report)),
};
