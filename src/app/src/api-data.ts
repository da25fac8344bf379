/* api-data.ts: what the service is asked about what it keeps of oneself, and told to put right. */
import { ask, nothing, remove, send } from './api';
import type { Visibility } from './api-video';
import { count, fields } from './decode';
import { moreData, myData } from './logic/mydata';

export interface Correction {
  password: string;
  email?: string;
  birth_date?: string;
}

export const dataZip = (part: number): string =>
  part === 1 ? '/api/v1/me/data.zip' : `/api/v1/me/data.zip?part=${part}`;

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
  showVideoTo: (id: string, visibility: Visibility) =>
    ask(`/api/v1/videos/${encodeURIComponent(id)}`, nothing, send('PATCH', { visibility })),
  removeVideo: (id: string) => ask(`/api/v1/videos/${encodeURIComponent(id)}`, nothing, remove),
};
