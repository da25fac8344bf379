/* datamap.ts: the data map, once it was asked for, and what of it is wanted. */
import { api } from '../api';
import type { DataMap, FieldClass } from '../logic/datamap';
import { createStore } from '../store';

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
    mapView.patch({ map: await api.dataMap() });
  } catch {
    mapView.patch({ failed: true });
  }
}
