/* person-sheet.tsx: the rarer things to do about somebody. */
import type { JSX } from 'preact';
import type { User } from '../api';
import { more } from '../messages/words-pages';
import { useStore } from '../store';
import { looked } from '../stores/person';
import { shutOut, startReport, takeIn, type Way } from '../stores/wishes';
import { MenuRow } from './menu-row';
import { SheetFrame } from './sheet';

const ways = [
  { way: 'mute', icon: 'muted', is: 'muted' },
  { way: 'block', icon: 'block', is: 'blocked' },
] as const satisfies readonly { way: Way; icon: string; is: string }[];

export function PersonSheet({ person: { id, handle } }: { person: User }): JSX.Element {
  const { person } = useStore(looked);
  const known = person?.id === id ? person : null;
  return (
    <SheetFrame title={more.person.title(handle)}>
      <ul class="menu-rows">
        {ways.map(({ way, icon, is }) =>
          known?.[is] === true ? (
            <MenuRow
              key={way}
              icon={icon}
              words={more.person[way].backLabel(handle)}
              onPress={() => takeIn(way, handle)}
            />
          ) : (
            <MenuRow
              key={way}
              icon={icon}
              words={more.person[way].act(handle)}
              hint={more.person[way].hint}
              onPress={() => shutOut(way, handle)}
            />
          ),
        )}
        <MenuRow
          icon="flag"
          words={more.report.titles.person}
          hint={more.report.hint}
          onPress={() => startReport(`person:${id}`)}
        />
      </ul>
    </SheetFrame>
  );
}
