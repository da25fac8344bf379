/* desk-keys.tsx: the keys of the desk. */
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { text } from '../messages/words';
import { desk } from '../messages/words-desk';
import { Icon } from './icons';

export function DeskKeys({ onClose }: { onClose: () => void }): JSX.Element {
  const box = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => box.current?.showModal(), []);
  return (
    <dialog ref={box} class="dialog" aria-labelledby="desk-keys" onClose={onClose}>
      <div class="dialog-card">
        <h2 id="desk-keys">{desk.keys.title}</h2>
        <button
          type="button"
          class="round dialog-close"
          aria-label={text.close}
          onClick={() => box.current?.close()}
        >
          <Icon name="close" />
        </button>
        <dl class="desk-keys">
          {desk.keys.list.map(([key, words]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{words}</dd>
            </div>
          ))}
        </dl>
      </div>
    </dialog>
  );
}
