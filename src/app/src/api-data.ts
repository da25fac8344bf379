/* api-data.ts: what the service is asked about what it keeps of oneself, and told to put right. */
import { ask, nothing, send } from './api';
import { count, fields } from './decode';
import { moreData, myData } from './logic/mydata';

export interface Correction {
  password: string;
  email?: string;
  birth_date?: string;
}

export const DATA_ZIP = '/api/v1/me/data.zip';

export const dataApi = {
  all: () => ask('/api/v1/me/data', myData),
  more: (cursor: string) => ask(`/api/v1/me/data?cursor=${encodeURIComponent(cursor)}`, moreData),
  repair: () =>
    ask('/api/v1/me/watches/repair', (value) => count(fields(value)['removed']), {
      method: 'POST',
    }),
  correct: (correction: Correction) => ask('/api/v1/me', nothing, send('PATCH', correction)),
  renameSession: (id: string, label: string) =>
    ask(`/api/v1/me/sessions/${encodeURIComponent(id)}`, nothing, send('PATCH', { label })),
  renameVideo: (id: string, title: string) =>
    ask(`/api/v1/videos/${encodeURIComponent(id)}`, nothing, send('PATCH', { title })),
};
