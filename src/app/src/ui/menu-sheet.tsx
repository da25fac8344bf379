/* menu-sheet.tsx: the rarer things to do with a video. */
import type { JSX } from 'preact';
import type { Video, Why } from '../api-video';
import { formatLanguage, formatNumber } from '../format';
import { chooseCaptions } from '../logic/captions';
import { more } from '../messages/words-pages';
import { useStore } from '../store';
import { showTo } from '../stores/edit';
import { playback, speeds } from '../stores/playback';
import { prefs, setCaptions } from '../stores/prefs';
import { session } from '../stores/session';
import { openSheet } from '../stores/sheet';
import { hidePerson, notInterested, startReport } from '../stores/wishes';
import { AudienceChoice } from './audience-choice';
import { Choice } from './choice';
import { Icon } from './icons';
import { MenuRow } from './menu-row';
import { SheetFrame } from './sheet';

function CaptionsChoice({ video }: { video: Video }): JSX.Element {
  const { captions } = useStore(prefs);
  const languages = video.captions.map((one) => ({
    value: one.lang,
    words: ['', one.lang].includes(one.label) ? formatLanguage(one.lang) : one.label,
  }));
  if (languages.length === 0) {
    return (
      <p class="menu-none">
        <Icon name="captions" />
        {more.sheet.captions}: {more.sheet.noCaptions}
      </p>
    );
  }
  return (
    <Choice<string | null>
      icon="captions"
      legend={more.sheet.captions}
      name="captions"
      options={[{ value: null, words: more.sheet.captionsOff }, ...languages]}
      chosen={chooseCaptions(video.captions, captions)?.lang ?? null}
      onChoose={setCaptions}
    />
  );
}

export function MenuSheet({ video, why }: { video: Video; why: Why | null }): JSX.Element {
  const { speed } = useStore(playback);
  const own = useStore(session).user?.id === video.author.id;
  return (
    <SheetFrame title={more.sheet.title}>
      <ul class="menu-rows">
        <MenuRow
          icon="look"
          words={more.sheet.why}
          onPress={() => openSheet({ kind: 'why', video, why })}
        />
        {!own && (
          <MenuRow
            icon="close"
            words={more.sheet.notInterested}
            onPress={() => notInterested(video.id)}
          />
        )}
        {!own && (
          <MenuRow
            icon="hidden"
            words={more.sheet.hide(video.author.handle)}
            onPress={() => hidePerson(video.author.handle)}
          />
        )}
        {!own && (
          <MenuRow
            icon="person"
            words={more.person.menu(video.author.handle)}
            onPress={() => openSheet({ kind: 'person', person: video.author })}
          />
        )}
        {!own && (
          <MenuRow
            icon="flag"
            words={more.report.act}
            hint={more.report.hint}
            onPress={() => startReport(`video:${video.id}`)}
          />
        )}
        {own && (
          <MenuRow
            icon="edit"
            words={more.own.edit}
            onPress={() => openSheet({ kind: 'edit-video', video })}
          />
        )}
      </ul>
      {own && (
        <AudienceChoice
          chosen={video.visibility}
          onChoose={(visibility) => void showTo(video, visibility)}
        />
      )}
      <CaptionsChoice video={video} />
      <Choice<number>
        icon="speed"
        legend={more.sheet.speed}
        name="speed"
        options={speeds.map((value) => ({
          value,
          words: more.sheet.speedValue(formatNumber(value)),
        }))}
        chosen={speed}
        onChoose={(value) => playback.patch({ speed: value })}
      />
    </SheetFrame>
  );
}
