/* main.tsx: starts the app. */
import { render } from 'preact';
import { startLanguage } from './stores/language';
import { startNews } from './stores/news';
import { startOverlay } from './stores/overlay';
import { startRoute } from './stores/route';
import { closeDialog, dialog, startSession } from './stores/session';
import { closeSheet, sheet } from './stores/sheet';
import { startThroughput } from './stores/throughput';
import { startWatches } from './stores/watches';
import { startWorker } from './stores/worker';
import { App } from './ui/app';

async function start(root: HTMLElement): Promise<void> {
  startRoute();
  startThroughput();
  startWatches();
  startNews();
  startSession();
  startOverlay(sheet, closeSheet);
  startOverlay(dialog, closeDialog);
  await startLanguage();
  root.textContent = '';
  render(<App />, root);
  startWorker();
}

const root = document.getElementById('app');
if (root !== null) {
  void start(root);
}
