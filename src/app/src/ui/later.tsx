/* later.tsx: a page whose script comes when the page is opened, so that a first visit is without it. */
import type { ComponentType, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { text } from '../messages/words';
import { Again } from './again';
import { StateCard } from './state-card';

export function later(load: () => Promise<ComponentType>): ComponentType {
  let Page: ComponentType | null = null;
  return function Later(): JSX.Element | null {
    const [came, setCame] = useState(Page !== null);
    const [failed, setFailed] = useState(false);
    useEffect(() => {
      if (came) {
        return undefined;
      }
      let here = true;
      load().then(
        (loaded) => {
          Page = loaded;
          if (here) {
            setCame(true);
          }
        },
        () => {
          if (here) {
            setFailed(true);
          }
        },
      );
      return () => {
        here = false;
      };
    }, [came]);
    if (failed) {
      /* A script that is not there any more is named by an older page: a new one knows better. */
      return (
        <StateCard icon="alert" title={text.problem.noPage} words={text.problem.offline}>
          <Again class="button primary" onAgain={() => location.reload()} />
        </StateCard>
      );
    }
    return came && Page !== null ? <Page /> : null;
  };
}
