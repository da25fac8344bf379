/* main.tsx: starts the app. */
import { render } from 'preact';
import './styles/app.css';
import { startLanguage } from './stores/language';
import { startNews } from './stores/news';
import { startRoute } from './stores/route';
import { loadSession } from './stores/session';
import { startThroughput } from './stores/throughput';
import { startWatches } from './stores/watches';
import { startWorker } from './stores/worker';
import { App } from './ui/app';

async function start(root: HTMLElement): Promise<void> {
  startRoute();
  startThroughput();
  startWatches();
  startNews();
  void loadSession();
  await startLanguage();
  root.textContent = '';
  render(<App />, root);
  startWorker();
}

const root = document.getElementById('app');
if (root !== null) {
  void start(root);
}
