/* main.tsx: starts the app. */
import { render } from 'preact';
import './styles/app.css';
import { startRoute } from './stores/route';
import { loadSession } from './stores/session';
import { startThroughput } from './stores/throughput';
import { startWatches } from './stores/watches';
import { App } from './ui/app';

const root = document.getElementById('app');
if (root !== null) {
  startRoute();
  startThroughput();
  startWatches();
  void loadSession();
  root.textContent = '';
  render(<App />, root);
}
