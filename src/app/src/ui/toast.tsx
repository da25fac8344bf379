import type { JSX } from 'preact';
import { useStore } from '../store';
import { toast, unsay } from '../stores/toast';
import { Said } from './said';

export function Toast(): JSX.Element {
  const { words, act } = useStore(toast);
  return (
    <div class="toast" data-shown={words !== ''}>
      <span role="status">
        <Said words={words} />
      </span>
      {act !== null && (
        <button
          type="button"
          class="toast-act"
          onClick={() => {
            unsay();
            act.run();
          }}
        >
          {act.label}
        </button>
      )}
    </div>
  );
}
