/*
 * fixture.mjs: a region that is made up, in memory, for what the pages look like with much and with odd
 * things in them: clips of five shapes, captions, long names, two scripts. It answers as the service
 * does, under the service's policy; what the service does with it is tried against a real region.
 */
import { execFileSync } from 'node:child_process';
import { createReadStream, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.join(here, '../..');
const DAY_MS = 86_400_000;
const NOW = Date.now();

const policy = readFileSync(path.join(root, 'src/web/api/web_answer.h'), 'utf8')
  .match(/WEB_HTML_POLICY[\s\\]+((?:"[^"]*"[\s\\]*)+)/)[1]
  .match(/"[^"]*"/g)
  .map((part) => part.slice(1, -1))
  .join('');

/* Name, size, and what is drawn. */
const SHAPES = [
  ['tall', 360, 640, 'gradients=s=360x640:c0=0x0d3b4f:c1=0xe8a87c:c2=0x41b3a3:n=3:speed=0.02'],
  ['wide', 640, 360, 'mandelbrot=s=640x360:maxiter=200:end_scale=0.02'],
  ['square', 480, 480, 'gradients=s=480x480:c0=0xf6d365:c1=0x6a5acd:n=2:speed=0.03'],
  ['cinema', 840, 360, 'gradients=s=840x360:c0=0x2b1055:c1=0x7597de:n=2:speed=0.03'],
  [
    'older',
    480,
    360,
    'life=s=480x360:mold=10:r=25:ratio=0.1:death_color=0x1b2a49:life_color=0xf2d6a2',
  ],
  ['narrow', 200, 640, 'gradients=s=200x640:c0=0x123524:c1=0xefe3c2:n=2:speed=0.02'],
];

function makeClips(folder) {
  mkdirSync(folder, { recursive: true });
  const run = (...args) => execFileSync('ffmpeg', ['-v', 'error', '-y', ...args]);
  for (const [name, width, height, drawn] of SHAPES) {
    const clip = path.join(folder, `${name}.mp4`);
    const poster = path.join(folder, `${name}.jpg`);
    const strip = path.join(folder, `${name}-strip.jpg`);
    if (existsSync(strip)) {
      continue;
    }
    run(
      ...['-f', 'lavfi', '-i', `${drawn}:r=24`, '-f', 'lavfi', '-i', 'sine=f=220', '-t', '6'],
      ...['-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-preset', 'ultrafast', '-c:a', 'aac'],
      ...['-movflags', '+faststart', clip],
    );
    run('-ss', '1', '-i', clip, '-frames:v', '1', '-s', `${width}x${height}`, poster);
    run('-i', clip, '-vf', 'fps=1,scale=90:-2,tile=6x1', '-frames:v', '1', strip);
  }
}

const users = [
  {
    id: '11',
    handle: 'lena.marsh',
    name: 'Lena Marsh',
    avatar: '/media/square.jpg',
  },
  { id: '12', handle: 'kit', name: null, avatar: null },
  { id: '13', handle: 'nour', name: 'نور الدين', avatar: '/media/tall.jpg' },
  {
    id: '14',
    handle: 'a_rather_long_handle_1',
    name: 'Somebody with a Name of Considerable Length',
    avatar: null,
  },
];
const titles = [
  'First light over the estuary, before anybody was up #sea #morning with @kit',
  'Falling into it #maths',
  'طريق القرية بعد المطر #بحر #مطر',
  'Two minutes of nothing but the colour of the sky changing over the harbour while the last boats come in, and then it is night #sky',
  'Life',
];
const captions = [
  { lang: 'en', label: 'English', url: '/media/en.vtt' },
  { lang: 'ar', label: 'العربية', url: '/media/ar.vtt' },
  { lang: 'fr', label: 'fr', url: '/media/en.vtt' },
];
const vtt = {
  en: 'WEBVTT\n\n00:00.000 --> 00:03.000\nNobody had been here before us,\n\n00:03.000 --> 00:06.000\n<i>and nobody</i> was there then.\n',
  ar: 'WEBVTT\n\n00:00.000 --> 00:06.000\nلم يكن أحد هنا قبلنا\n',
};

function videoOf(n, state) {
  const place = n % SHAPES.length;
  const [name, width, height] = SHAPES[place];
  const id = String(100 + n);
  const author = users[n % users.length];
  return {
    id,
    title: titles[n % titles.length],
    author: {
      ...author,
      followed: state.signed ? state.follows.has(author.handle) : null,
    },
    created_ms: NOW - n * 0.7 * DAY_MS,
    duration_ms: 6000,
    width,
    height,
    renditions: [
      {
        width,
        height,
        bytes: 90_000,
        url: `/media/${name}.mp4`,
        codecs: place === 3 ? 'avc1.42E01E' : null,
      },
    ],
    poster: `/media/${name}.jpg`,
    blurhash: 'LEHV6nWB2yk8pyo0adR*.7kCMdnj',
    strip: {
      url: `/media/${name}-strip.jpg`,
      columns: 6,
      rows: 1,
      count: 6,
      width: 90,
      height: 160,
    },
    watches: [1, 0, 12_400, 873, 2_300_000, 7][place],
    likes: [1, 0, 3_410, 96, 480_000, 2][place],
    liked: state.signed ? state.likes.has(id) : null,
    saved: state.signed ? state.saves.has(id) : null,
    comments: state.comments.length,
    hashtags: [],
    sound: place === 0 ? 'Waves, recorded at Holm' : null,
    captions: place === 0 ? captions : [],
    visibility: place === 3 ? 'private' : 'public',
    label: place === 4 ? { code: 'spoiler', text: 'May be disturbing' } : null,
  };
}

const whys = [
  {
    place: 'ranked',
    source: 'similar',
    term: 'tags',
    creator: null,
    hashtag: 'sea',
    terms: [
      { term: 'tags', value: 210_000 },
      { term: 'holds', value: 96_000 },
      { term: 'fresh', value: 54_000 },
      { term: 'unsure', value: 22_000 },
      { term: 'wanted', value: -31_000 },
    ],
  },
  {
    place: 'new',
    source: 'fresh',
    term: null,
    creator: null,
    hashtag: null,
    terms: [],
  },
  {
    place: 'again',
    source: 'exploring',
    term: null,
    creator: null,
    hashtag: null,
    terms: [],
  },
];

function personOf(user, state) {
  return {
    ...user,
    followed: state.signed ? state.follows.has(user.handle) : null,
    bio: user.id === '11' ? 'Coasts, mostly at odd hours.\nAsk @kit about the #sea.' : '',
    created_ms: NOW - 400 * DAY_MS,
    followers: 12_840,
    following: 3,
    videos: 12,
    likes: 1,
    follows_me: user.id === '12',
    muted: state.signed ? state.mute.has(user.handle) : null,
    blocked: state.signed ? state.block.has(user.handle) : null,
    self: state.signed && user.id === '11',
  };
}

const noticesOf = () => {
  const video = {
    id: '100',
    title: titles[0],
    poster: '/media/tall.jpg',
    state: 'public',
  };
  const say = (id, kind, more) => ({
    ...{
      id,
      kind,
      at_ms: NOW - (10 - Number(id)) * 5_000_000,
      unread: Number(id) > 6,
    },
    ...{ person: null, video: null, comment: null, count: null, report: null, ...more },
  });
  const text = 'Where is this? The light is unreal.';
  return [
    say('8', 'comment', {
      person: users[1],
      video,
      comment: { id: '1', text },
    }),
    say('7', 'follow', { person: users[2] }),
    say('6', 'likes', { video, count: 41 }),
    say('5', 'mention', {
      person: users[3],
      video,
      comment: { id: '2', text: titles[2] },
    }),
    say('4', 'decision', {
      decision: '3',
      video: { ...video, state: 'hidden', poster: null },
    }),
    say('3', 'video', { video: { ...video, state: 'refused', poster: null } }),
    say('2', 'reply', {}),
    say('0', 'video', { video: { ...video, title: null, poster: null } }),
    say('1', 'report', { report: { about: 'comment:2', state: 'closed' } }),
  ];
};

const reportsOf = () =>
  [
    ['3', 'video:101', 'law-rights', 'The music is ours: طريق القرية', 'decided', '3'],
    ['2', 'comment:2', 'terms-harassment', '', 'closed', null],
    ['1', null, 'terms-spam', 'It sells something.', 'open', null],
  ].map(([id, about, ground, text, state, decision]) => ({
    ...{ id, about, ground, text, state, decision },
    ...{ at_ms: NOW - (9 - Number(id)) * DAY_MS, closed_ms: state === 'open' ? null : NOW },
  }));

const TAGS = [
  { tag: 'sea', videos: 3 },
  { tag: 'season', videos: 1 },
  { tag: 'بحر', videos: 12_400 },
];

const finds = (q, words) => words.toLowerCase().includes(q.toLowerCase());

function found(state, url) {
  const q = url.searchParams.get('q');
  const kind = url.searchParams.get('kind');
  const all = {
    videos: videosOf(state, 10).filter((one) => finds(q, one.title)),
    people: users.filter((one) => finds(q, `${one.handle} ${one.name}`)),
    hashtags: TAGS.filter((one) => finds(q, one.tag)),
  };
  return listOf(kind, all[kind], url, 4);
}

function freshState() {
  const comment = (id, author, text, more = {}) => ({
    id,
    video: '100',
    author: { ...users[author], followed: null },
    text,
    created_ms: NOW - Number(id) * 3_600_000,
    likes: 0,
    liked: false,
    replies: 0,
    parent: null,
    by_creator: false,
    mentions: [],
    ...more,
  });
  return {
    signed: false,
    leaves: null,
    preparing: null,
    likes: new Set(),
    saves: new Set(['102']),
    follows: new Set(['kit']),
    wishes: [],
    mute: new Set(),
    block: new Set(),
    feed: {
      order: 'ranked',
      hidden_people: [users[3]],
      hidden_words: ['spoiler', 'حرب'],
      unwanted: 2,
      tastes: [
        { creator: 'nour', weight: 4_200 },
        { hashtag: 'sea', weight: 1_900 },
        { hashtag: 'مطر', weight: -800 },
      ],
    },
    notices: noticesOf(),
    reports: reportsOf(),
    answer: null,
    notice: null,
    listeners: new Set(),
    profile: {},
    comments: [
      comment('1', 1, 'Where is this? The light is unreal.', {
        likes: 41,
        replies: 1,
      }),
      comment('2', 2, 'ما أجمل هذا يا @lena.marsh #بحر', { likes: 3 }),
      comment(
        '3',
        3,
        'A comment that is long enough to need several lines on a telephone, so that one sees how the lines break, and where the heart stands then.',
      ),
    ],
    replies: [
      comment('9', 0, 'At Holm, an hour before the ferry.', {
        parent: '1',
        by_creator: true,
        likes: 7,
      }),
    ],
  };
}

function listOf(name, all, url, size) {
  const from = Number(url.searchParams.get('cursor') ?? 0);
  const to = Math.min(all.length, from + size);
  return {
    [name]: all.slice(from, to),
    next: to < all.length ? String(to) : null,
  };
}

/* Method and path, and what is answered: null is 204. */
const routes = [
  [
    'GET',
    /^\/api\/v1\/region$/,
    () => ({
      origin: 'fixture.example',
      build: 'unreviewed',
      limits: {
        upload_bytes: 536_870_912,
        video_seconds: 180,
        title_chars: 150,
        handle_min: 3,
        handle_max: 24,
        password_min: 10,
      },
    }),
  ],
  [
    'GET',
    /^\/api\/v1\/me$/,
    (s) =>
      member(s, () => ({
        user: {
          ...users[0],
          ...s.profile,
          ...(s.leaves === null ? {} : { leaves_ms: s.leaves }),
        },
        birth_date: '1990-12-31',
        email: null,
      })),
  ],
  [
    'POST',
    /^\/api\/v1\/sessions$/,
    (s) => {
      s.signed = true;
      return { user: { ...users[0], leaves_ms: s.leaves } };
    },
  ],
  [
    'DELETE',
    /^\/api\/v1\/sessions\/current$/,
    (s) => {
      s.signed = false;
      return null;
    },
  ],
  [
    'GET',
    /^\/api\/v1\/feed$/,
    (s, url) => {
      const { videos, next } = listOf('videos', videosOf(s, 10), url, 5);
      const items = videos.map((video, i) => ({
        video,
        why: whys[i % whys.length],
      }));
      return { items, next, kind: 'more' };
    },
  ],
  [
    'GET',
    /^\/api\/v1\/feed\/following$/,
    (s, url) => member(s, () => listOf('videos', s.follows.size > 0 ? videosOf(s, 6) : [], url, 5)),
  ],
  ['GET', /^\/api\/v1\/search$/, found],
  ['GET', /^\/api\/v1\/hashtags$/, () => ({ hashtags: TAGS })],
  [
    'GET',
    /^\/api\/v1\/me\/notifications$/,
    (s, url) =>
      member(s, () => ({
        ...listOf('notifications', s.notices, url, 20),
        unread: s.notices.filter((one) => one.unread).length,
      })),
  ],
  [
    'PUT',
    /^\/api\/v1\/me\/notifications\/read$/,
    (s, url, { body }) =>
      member(s, () => {
        s.notices = s.notices.map((one) => ({
          ...one,
          unread: one.unread && Number(one.id) > Number(body.up_to),
        }));
        tellUnread(s);
        return null;
      }),
  ],
  ['GET', /^\/api\/v1\/me\/feed$/, (s) => member(s, () => s.feed)],
  [
    'PUT',
    /^\/api\/v1\/me\/feed\/(order|words)$/,
    (s, url, what, { body }) =>
      member(s, () => {
        s.feed = {
          ...s.feed,
          ...(what === 'order' ? { order: body.order } : { hidden_words: body.words }),
        };
        return null;
      }),
  ],
  [
    'POST',
    /^\/api\/v1\/me\/taste\/reset$/,
    (s) =>
      member(s, () => {
        s.feed = { ...s.feed, tastes: [], unwanted: 0 };
        return null;
      }),
  ],
  [
    'GET',
    /^\/api\/v1\/me\/decisions$/,
    (s) =>
      member(s, () => ({
        decisions: [
          {
            ...{
              id: '3',
              about: 'video:102',
              what: 'label',
              at_ms: NOW - DAY_MS,
              entry: '812',
            },
            ground: {
              code: 'rule-sensitive',
              text: 'Sensitive content without a label',
            },
            label: 'May be disturbing',
            reason: 'The second half shows an injury from near by.',
            answer: s.answer,
            may_answer_until_ms: s.answer === null ? NOW + 90 * DAY_MS : null,
          },
        ],
        next: null,
      })),
  ],
  ['GET', /^\/api\/v1\/videos$/, (s, url) => listOf('videos', videosOf(s, 10), url, 5)],
  [
    'GET',
    /^\/api\/v1\/videos\/(\d+)$/,
    (s, url, id) => {
      const n = Number(id) - 100;
      return n >= 0 && n < 10 ? videoOf(n, s) : refusal(404);
    },
  ],
  [
    'PUT DELETE',
    /^\/api\/v1\/videos\/(\d+)\/(like|save)$/,
    (s, url, id, what, { on }) => member(s, () => put(what === 'like' ? s.likes : s.saves, id, on)),
  ],
  [
    'PUT DELETE',
    /^\/api\/v1\/people\/([^/]+)\/follow$/,
    (s, url, handle, { on }) => member(s, () => put(s.follows, handle, on)),
  ],
  [
    'PUT DELETE',
    /^\/api\/v1\/people\/([^/]+)\/(mute|block)$/,
    (s, url, handle, what, { on }) => member(s, () => put(s[what], handle, on)),
  ],
  [
    'GET',
    /^\/api\/v1\/me\/(muted|blocked)$/,
    (s, url, what) =>
      member(s, () => {
        const those = what === 'muted' ? s.mute : s.block;
        return listOf(
          'people',
          users.filter((one) => those.has(one.handle)),
          url,
          20,
        );
      }),
  ],
  [
    'PUT DELETE',
    /^\/api\/v1\/(videos|people)\/([^/]+)\/(not-interested|hide)$/,
    (s, url, of, id, what, { on }) =>
      member(s, () => {
        s.wishes.push([what, id, on]);
        if (what === 'hide') {
          s.feed = {
            ...s.feed,
            hidden_people: s.feed.hidden_people.filter((one) => on || one.handle !== id),
          };
        }
        return null;
      }),
  ],
  [
    'GET',
    /^\/api\/v1\/videos\/(\d+)\/comments$/,
    (s, url) => {
      const kept = ({ author }) => !s.mute.has(author.handle) && !s.block.has(author.handle);
      return {
        ...listOf('comments', s.comments.filter(kept), url, 20),
        count: s.comments.length + s.replies.length,
      };
    },
  ],
  [
    'POST',
    /^\/api\/v1\/videos\/(\d+)\/comments$/,
    (s, url, id, { body }) =>
      member(s, () => {
        const made = {
          id: String(NOW + s.comments.length),
          video: id,
          author: users[0],
          text: body.text,
          created_ms: Date.now(),
          likes: 0,
          liked: false,
          replies: 0,
          parent: body.parent,
          by_creator: true,
          mentions: [],
        };
        (body.parent === null ? s.comments : s.replies).unshift(made);
        return made;
      }),
  ],
  [
    'GET',
    /^\/api\/v1\/comments\/(\d+)\/replies$/,
    (s, url) => listOf('comments', s.replies, url, 20),
  ],
  [
    'DELETE',
    /^\/api\/v1\/comments\/(\d+)$/,
    (s, url, id) => {
      s.comments = s.comments.filter((one) => one.id !== id);
      return null;
    },
  ],
  ['PUT DELETE', /^\/api\/v1\/comments\/(\d+)\/like$/, (s) => member(s, () => null)],
  [
    'GET',
    /^\/api\/v1\/people\/([^/]+)$/,
    (s, url, handle) => {
      const user = users.find((one) => one.handle === handle);
      return user === undefined
        ? refusal(404)
        : { ...personOf(user, s), ...(user === users[0] ? s.profile : {}) };
    },
  ],
  [
    'GET',
    /^\/api\/v1\/people\/([^/]+)\/videos$/,
    (s, url) => listOf('videos', videosOf(s, 8), url, 6),
  ],
  [
    'GET',
    /^\/api\/v1\/people\/([^/]+)\/(followers|following)$/,
    (s, url) =>
      listOf(
        'people',
        users.map((user) => ({
          ...user,
          followed: s.follows.has(user.handle),
        })),
        url,
        20,
      ),
  ],
  [
    'GET',
    /^\/api\/v1\/hashtags\/([^/]+)\/videos$/,
    (s, url, tag) => (tag === 'nothing' ? refusal(404) : listOf('videos', videosOf(s, 4), url, 6)),
  ],
  [
    'PATCH',
    /^\/api\/v1\/me\/profile$/,
    (s, url, { body }) =>
      member(s, () => {
        s.profile = { ...s.profile, ...body };
        return { ...personOf(users[0], s), ...s.profile };
      }),
  ],
  [
    'PUT',
    /^\/api\/v1\/me\/avatar$/,
    (s) =>
      member(s, () => {
        s.profile = { ...s.profile, avatar: '/media/wide.jpg' };
        return { ...users[0], ...s.profile };
      }),
  ],
  [
    'DELETE',
    /^\/api\/v1\/me\/avatar$/,
    (s) => {
      s.profile = { ...s.profile, avatar: null };
      return null;
    },
  ],
  [
    'GET',
    /^\/api\/v1\/me\/videos$/,
    (s, url) =>
      listOf(
        'videos',
        videosOf(s, 3).map((video, i) => ({
          ...video,
          state: 'public',
          reason: null,
          progress: null,
          larger_to_come: false,
          retry_until_ms: null,
          unreadable: false,
          ...(i === 0 ? s.preparing : null),
        })),
        url,
        20,
      ),
  ],
  [
    'GET',
    /^\/api\/v1\/me\/saved$/,
    (s, url) =>
      listOf(
        'videos',
        videosOf(s, 10).filter((one) => s.saves.has(one.id)),
        url,
        20,
      ),
  ],
  [
    'GET',
    /^\/api\/v1\/me\/likes$/,
    () => ({ likes: [{ video: '100' }, { video: '102' }], next: null }),
  ],
  [
    'GET',
    /^\/api\/v1\/me\/watches$/,
    () => ({
      watches: [
        { video: '101', watched_ms: 5200, at_ms: NOW - 3_600_000 },
        { video: '999', watched_ms: 800, at_ms: NOW - DAY_MS },
      ],
      next: null,
    }),
  ],
  [
    'GET',
    /^\/api\/v1\/me\/sessions$/,
    (s) =>
      member(s, () => ({
        sessions: [
          {
            id: '1',
            label: 'Chromium on Linux',
            unreadable: false,
            begun_ms: NOW - 3 * DAY_MS,
            used_day_ms: NOW,
            current: true,
            client: false,
          },
          {
            id: '2',
            label: '',
            unreadable: false,
            begun_ms: NOW - 9 * DAY_MS,
            used_day_ms: NOW - 2 * DAY_MS,
            current: false,
            client: false,
          },
        ],
      })),
  ],
  ['GET', /^\/api\/v1\/me\/passkeys$/, (s) => member(s, () => ({ passkeys: [] }))],
  [
    'POST',
    /^\/api\/v1\/me\/decisions\/3\/answer$/,
    (s, url, { body }) =>
      member(s, () => {
        s.answer = {
          ...body,
          at_ms: Date.now(),
          state: 'open',
          decision: null,
          reply: null,
          receipt: true,
        };
        return { answer: s.answer, may_answer_until_ms: null };
      }),
  ],
  [
    'POST',
    /^\/api\/v1\/legal-notices$/,
    (s, url, { body }) => {
      s.notice = body;
      return { number: '7', state: 'open', decision: null, receipt: 'cafe'.repeat(16) };
    },
  ],
  [
    'GET',
    /^\/api\/v1\/legal-notices\/(\d+)$/,
    (s, url, number, { receipt }) =>
      number === '7' && receipt === 'cafe'.repeat(16)
        ? { number, state: 'decided', decision: '3' }
        : refusal(404),
  ],
  [
    'GET',
    /^\/api\/v1\/report-grounds$/,
    () => ({
      items: [
        ['law-child-safety', 'against the law: sexual abuse of children'],
        ['law-rights', 'against the law: somebody else’s work'],
        ['law-other', 'against the law: another reason'],
        ['terms-violence', 'against the terms: violence'],
        ['terms-harassment', 'against the terms: harassment'],
        ['terms-spam', 'against the terms: spam and fraud'],
      ].map(([code, words]) => ({ code, words })),
    }),
  ],
  [
    'POST',
    /^\/api\/v1\/reports$/,
    (s, url, { body }) =>
      member(s, () => {
        const made = {
          ...{ id: String(s.reports.length + 1), ...body, state: 'open' },
          ...{ decision: null, at_ms: Date.now(), closed_ms: null },
        };
        s.reports.unshift(made);
        return made;
      }),
  ],
  [
    'GET',
    /^\/api\/v1\/me\/reports$/,
    (s, url) => member(s, () => listOf('items', s.reports, url, 10)),
  ],
  ['GET', /^\/api\/v1\/uploads$/, () => ({ uploads: [] })],
  ['POST', /^\/api\/v1\/watches$/, (s, url, { body }) => ({ accepted: body.events.length })],
  [
    'GET',
    /^\/data-map.json$/,
    () => ({
      version: 1,
      rows: [
        ['videos', 'title', 'app.db', 'public', 'what a video is called'],
        ['persons', 'birth_date', 'custodian.db', 'protected', 'that nobody is too young'],
        ['persons', 'email', 'custodian.db', 'excepted', 'how somebody is reached'],
      ].map(([table, column, store, of, purpose]) => ({
        ...{ table, column, store, class: of, purpose },
        ...{
          retention: 'until the account goes',
          place: 'in a row of its own',
        },
      })),
    }),
  ],
];

const refusal = (status) => ({ refused: status, title: 'Refused' });
const member = (state, then) => (state.signed ? then() : refusal(401));
const videosOf = (state, n) => Array.from({ length: n }, (_, place) => videoOf(place, state));

function tellUnread(state) {
  const unread = state.notices.filter((one) => one.unread).length;
  for (const listener of state.listeners) {
    listener.write(`event: notifications\ndata: {"unread": ${unread}}\n\n`);
  }
}

/* Kept open; or refused, as when all places are taken. */
function listen(state, answer) {
  if (!state.signed || state.full) {
    answer.writeHead(state.signed ? 503 : 401, {
      'Content-Type': 'application/problem+json',
    });
    answer.end('{"title":"Refused"}');
    return;
  }
  answer.writeHead(200, {
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-store',
  });
  state.listeners.add(answer);
  answer.on('close', () => state.listeners.delete(answer));
  tellUnread(state);
}

function put(set, key, on) {
  if (on) {
    set.add(key);
  } else {
    set.delete(key);
  }
  return null;
}

const types = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  woff2: 'font/woff2',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  mp4: 'video/mp4',
  webmanifest: 'application/manifest+json',
  txt: 'text/plain; charset=utf-8',
};

function sendFile(request, answer, file) {
  if (!existsSync(file) || !statSync(file).isFile()) {
    answer.writeHead(404).end();
    return;
  }
  const { size } = statSync(file);
  const type = types[path.extname(file).slice(1)] ?? 'application/octet-stream';
  const head = {
    'Content-Type': type,
    'Cache-Control': 'no-cache',
    'Accept-Ranges': 'bytes',
  };
  if (type.startsWith('text/html')) {
    head['Content-Security-Policy'] = policy;
  }
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  const from = Number(first ?? 0);
  const to = last ? Number(last) : size - 1;
  const part = first === undefined ? {} : { 'Content-Range': `bytes ${from}-${to}/${size}` };
  answer.writeHead(first === undefined ? 200 : 206, {
    ...head,
    ...part,
    'Content-Length': to - from + 1,
  });
  createReadStream(file, { start: from, end: to }).pipe(answer);
}

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) {
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch {
    return null;
  }
}

/* Starts it; gives its address, its state, and how to end it. */
export async function startFixture(www, media) {
  makeClips(media);
  const fixture = {
    state: freshState(),
    reset: () => (fixture.state = freshState()),
    tell: () => tellUnread(fixture.state),
  };
  const server = http.createServer(async (request, answer) => {
    const url = new URL(request.url, 'http://fixture');
    const body = await bodyOf(request);
    if (url.pathname === '/api/v1/me/events') {
      listen(fixture.state, answer);
      return;
    }
    for (const [methods, pattern, handler] of routes) {
      const found = pattern.exec(url.pathname);
      if (found !== null && methods.split(' ').includes(request.method)) {
        const parts = found.slice(1).map(decodeURIComponent);
        const given = await handler(fixture.state, url, ...parts, {
          body,
          receipt: request.headers.receipt,
          on: request.method === 'PUT',
        });
        answer.writeHead(given === null ? 204 : (given.refused ?? 200), {
          'Content-Type': 'application/json',
        });
        answer.end(given === null ? undefined : JSON.stringify(given));
        return;
      }
    }
    const [, name] = /^\/media\/([\w-]+\.\w+)$/.exec(url.pathname) ?? [];
    if (url.pathname === '/ledger/checkpoint') {
      answer.end('fixture.example\n1234\nqkM3a1tO0vL0p1sN2w8mN0n0dS7m2mR3xg5c9l4e1bY=\n\n— a b\n');
    } else if (name?.endsWith('.vtt')) {
      answer.writeHead(200, { 'Content-Type': 'text/vtt; charset=utf-8' });
      answer.end(vtt[name.slice(0, -4)]);
    } else if (name !== undefined) {
      sendFile(request, answer, path.join(media, name));
    } else if (url.pathname.startsWith('/api/')) {
      answer.writeHead(404, { 'Content-Type': 'application/problem+json' });
      answer.end('{"title":"Not found"}');
    } else {
      const file = path.join(www, path.normalize(url.pathname));
      const there = url.pathname !== '/' && existsSync(file);
      sendFile(request, answer, there ? file : path.join(www, 'index.html'));
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  fixture.url = `http://127.0.0.1:${server.address().port}`;
  fixture.end = () => {
    server.closeAllConnections();
    server.close();
  };
  return fixture;
}
