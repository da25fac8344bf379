/* link.tsx: a link to a page of the app. */
import type { ComponentChildren, JSX } from 'preact';
import { onLink } from '../stores/route';

interface Props {
  href: string;
  class?: string;
  label?: string;
  title?: string;
  here?: boolean;
  /* Says nothing that a link beside it does not: left out for keyboard and screen reader. */
  hidden?: boolean;
  onFollow?: () => void;
  children: ComponentChildren;
}

export function Link(props: Props): JSX.Element {
  const follow = (event: MouseEvent): void => {
    onLink(event);
    if (event.defaultPrevented) {
      props.onFollow?.();
    }
  };
  return (
    <a
      href={props.href}
      class={props.class}
      aria-label={props.label}
      title={props.title}
      aria-hidden={props.hidden}
      tabIndex={props.hidden === true ? -1 : undefined}
      aria-current={props.here === true ? 'page' : undefined}
      onClick={follow}
    >
      {props.children}
    </a>
  );
}
