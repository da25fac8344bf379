/* caption-title.tsx: a video's title over it: three lines, and all of them once that is asked for. */
import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { text } from '../messages/words';
import { Rich } from './rich';

export function CaptionTitle({ title }: { title: string }): JSX.Element {
  const box = useRef<HTMLHeadingElement>(null);
  const [whole, setWhole] = useState(false);
  const [cut, setCut] = useState(false);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) {
      return undefined;
    }
    const measure = (): void =>
      setCut((now) =>
        element.dataset.whole === 'true' ? now : element.scrollHeight > element.clientHeight + 1,
      );
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [title]);
  return (
    <>
      <h2 class="caption-title" dir="auto" ref={box} data-whole={whole}>
        <Rich text={title} />
      </h2>
      {cut && (
        <button
          type="button"
          class="caption-more"
          aria-expanded={whole}
          onClick={() => setWhole(!whole)}
        >
          {whole ? text.feed.less : text.feed.whole}
        </button>
      )}
    </>
  );
}
