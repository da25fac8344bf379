/* datamap.ts: the data map, once it was asked for, and what of it is wanted. */
import { api } from '../api';
import type { DataMap, FieldClass } from '../logic/datamap';
import { createStore } from '../store';
import { loadMapWords } from './map-words';

export interface MapView {
  map: DataMap | null;
  failed: boolean;
  words: string;
  class: FieldClass | null;
}

export const mapView = createStore<MapView>({ map: null, failed: false, words: '', class: null });

export async function loadMap(): Promise<void> {
  mapView.patch({ failed: false });
  try {
    const [map] = await Promise.all([api.dataMap(), loadMapWords()]);
    mapView.patch({ map });
  } catch {
    mapView.patch({ failed: true });
  }
}
