/* toast.tsx: the line of news, on the page, or in the sheet that lies over it: what lies under cannot be pressed. */
import type { JSX } from 'preact';
import { useStore } from '../store';
import { sheet } from '../stores/sheet';
import { toast, unsay } from '../stores/toast';
import { Said } from './said';

export function Toast({ inSheet }: { inSheet: boolean }): JSX.Element {
  const { words, act } = useStore(toast);
  const open = useStore(sheet) !== null;
  const shown = words !== '' && open === inSheet;
  return (
    <div class="toast" data-shown={shown}>
      <span role="status">
        <Said words={shown ? words : ''} />
      </span>
      {shown && act !== null && (
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
