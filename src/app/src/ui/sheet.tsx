/* sheet.tsx: a dialog that comes up from below on a phone and stands at the side or in the middle
   elsewhere. The browser keeps the focus in it, and Escape closes it. */
import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { text } from '../messages/words';
import { closeSheet } from '../stores/sheet';
import { Icon } from './icons';
import { Toast } from './toast';
import { useBeside } from './use-beside';

interface Props {
  title: string;
  /* At the side of a wide window, where the video stays in view. */
  side?: boolean;
  children: ComponentChildren;
}

export function SheetFrame({ title, side, children }: Props): JSX.Element {
  const box = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const beside = useBeside(closeSheet);
  useLayoutEffect(() => {
    const element = box.current;
    const before = document.activeElement;
    element?.showModal();
    heading.current?.focus();
    return () => {
      element?.close();
      if (before instanceof HTMLElement && before.isConnected) {
        before.focus();
      }
    };
  }, []);
  return (
    <dialog
      ref={box}
      class="sheet"
      data-side={side === true}
      aria-labelledby="sheet-title"
      onCancel={(event) => {
        event.preventDefault();
        closeSheet();
      }}
      {...beside}
    >
      <div class="sheet-card">
        <header class="sheet-head">
          <h2 id="sheet-title" ref={heading} tabIndex={-1}>
            {title}
          </h2>
          <button
            type="button"
            class="round sheet-close"
            aria-label={text.close}
            onClick={closeSheet}
          >
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
      <Toast inSheet />
    </dialog>
  );
}
