/* menu-sheet.tsx: the rarer things to do with a video. */
import type { JSX } from 'preact';
import type { Video, Why } from '../api-video';
import { formatLanguage, formatNumber } from '../format';
import { chooseCaptions } from '../logic/captions';
import { more } from '../messages/words-pages';
import { useStore } from '../store';
import { playback, speeds } from '../stores/playback';
import { prefs, setCaptions } from '../stores/prefs';
import { session } from '../stores/session';
import { openSheet } from '../stores/sheet';
import { hidePerson, notInterested } from '../stores/wishes';
import { Icon, type IconName } from './icons';
import { SheetFrame } from './sheet';

interface RowProps {
  icon: IconName;
  words: string;
  onPress: () => void;
}

function Row({ icon, words, onPress }: RowProps): JSX.Element {
  return (
    <li>
      <button type="button" class="menu-row" onClick={onPress}>
        <Icon name={icon} />
        {words}
      </button>
    </li>
  );
}

interface ChoiceProps<T> {
  icon: IconName;
  legend: string;
  name: string;
  options: readonly { value: T; words: string }[];
  chosen: T;
  onChoose: (value: T) => void;
}

function Choice<T>({ icon, legend, name, options, chosen, onChoose }: ChoiceProps<T>): JSX.Element {
  return (
    <fieldset class="menu-choice">
      <legend>
        <Icon name={icon} />
        {legend}
      </legend>
      <div class="segments">
        {options.map(({ value, words }) => (
          <label key={words} class="segment">
            <input
              type="radio"
              name={name}
              checked={value === chosen}
              onChange={() => onChoose(value)}
            />
            <span dir="auto">{words}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function CaptionsChoice({ video }: { video: Video }): JSX.Element {
  const { captions } = useStore(prefs);
  const languages = video.captions.map((one) => ({
    value: one.lang,
    words: one.label === '' ? formatLanguage(one.lang) : one.label,
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
        <Row
          icon="look"
          words={more.sheet.why}
          onPress={() => openSheet({ kind: 'why', video, why })}
        />
        <Row
          icon="close"
          words={more.sheet.notInterested}
          onPress={() => notInterested(video.id)}
        />
        {!own && (
          <Row
            icon="hidden"
            words={more.sheet.hide(video.author.handle)}
            onPress={() => hidePerson(video.author.handle)}
          />
        )}
      </ul>
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
