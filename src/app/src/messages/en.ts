/* en.ts: every word that the app says, in English; the other languages have the same keys. */
import { plural } from './en-plural';

/* Words of warning, by the codes of src/policy. */
export const labels: Readonly<Record<string, string>> = {
  disturbing: 'May disturb some people',
  dangerous: 'Shows something dangerous: do not try it',
  disputed: 'What it says is disputed',
  synthetic: 'Made or changed by a machine',
};

export const text = {
  name: 'Vitrine',
  skip: 'Skip to the content',
  nav: {
    label: 'Main',
    feed: 'Watch',
    upload: 'Upload',
    me: 'You',
    about: 'Check us',
    search: 'Search',
    notices: 'News',
    unread: (n: number, shown: string) => plural(n, { one: '1 unread', other: `${shown} unread` }),
  },
  bytes: ['B', 'KB', 'MB', 'GB'] as const,
  close: 'Close',
  done: 'Done',
  save: 'Save',
  cancel: 'Cancel',
  badge: {
    short: 'Unreviewed build',
    title: 'Nobody has reviewed this build. What that means',
  },
  age: {
    now: 'just now',
    minutes: (n: number) => `${n} min ago`,
    hours: (n: number) => `${n} h ago`,
    days: (n: number) => plural(n, { one: 'yesterday', other: `${n} days ago` }),
  },
  problem: {
    offline: 'The service does not answer. Check your connection and try again.',
    busy: 'The service is busy for a moment. Try again.',
    tooMany: 'Too many attempts. Wait a minute and try again.',
    unknown: 'That did not work. Try again.',
    /* What the service says of it; the number is the problem's limit. */
    said: (words: string, _limit: number | null) => words,
    again: 'Try again',
    noPage: 'This page did not come',
    away: 'You are offline',
    back: 'You are back online',
  },
  labels,
  feed: {
    label: 'Videos',
    loading: 'Loading videos',
    slide: (n: number) => `Video ${n}`,
    announce: (title: string, handle: string) => `${title}, by ${handle}`,
    by: (handle: string) => `@${handle}`,
    tabs: 'Which videos',
    forYou: 'For you',
    following: 'Following',
    views: (n: number, shown: string) => plural(n, { one: '1 view', other: `${shown} views` }),
    pause: 'Pause',
    play: 'Play',
    soundOn: 'Turn sound on',
    soundOff: 'Turn sound off',
    tapForSound: 'Tap for sound',
    like: (n: number, shown: string) =>
      plural(n, { one: 'Like, 1 person does', other: `Like, ${shown} people do` }),
    comments: (n: number, shown: string) =>
      plural(n, { one: 'Comments, 1 so far', other: `Comments, ${shown} so far` }),
    keep: 'Save',
    kept: 'Saved',
    again: 'Once more: you have seen everything new',
    only: { followers: 'For followers', private: 'Only you see it' },
    follow: 'Follow',
    followed: 'Following',
    followLabel: (handle: string) => `Follow @${handle}`,
    unfollowLabel: (handle: string) => `Stop following @${handle}`,
    profileLabel: (handle: string) => `@${handle}, their page`,
    menu: 'More',
    menuLabel: 'More about this video',
    share: 'Share',
    copied: 'Link copied',
    copyFailed: 'It could not be copied',
    fast: '2×',
    whole: 'Whole title',
    less: 'Less',
    soundName: (name: string) => `Sound: ${name}`,
    previous: 'Previous video',
    next: 'Next video',
    position: 'Position in the video',
    positionValue: (at: string, of: string) => `${at} of ${of}`,
    failed: 'This clip did not load',
    buffering: 'Loading',
    keysLabel: 'Keys',
    keys: [
      ['↑ ↓', 'next, previous'],
      ['Space', 'pause'],
      ['M', 'sound'],
      ['L', 'like'],
      ['C', 'captions'],
    ] as const,
    emptyTitle: 'An empty showcase',
    emptyText: 'Nobody has put a video here yet. The first one could be yours.',
    emptyAction: 'Upload a video',
    errorTitle: 'The videos did not load',
    endTitle: 'That is all for now',
    ends: {
      you: 'You have seen every video that is here for you.',
      following: 'You have seen all that the people you follow published.',
    },
    endAgain: 'Back to the first',
    endUpload: 'Add one of yours',
    followingTitle: 'Nothing new from people you follow',
    followingText:
      'Follow people whose videos you like. What they publish comes here, newest first.',
    followingOut: 'Sign in to see what the people you follow publish, newest first.',
    toForYou: 'To the videos for you',
    goneTitle: 'This video is not here',
    goneText: 'It may never have been public, or it is not any more.',
  },
  sign: {
    in: 'Sign in',
    up: 'Create account',
    handleTaken: 'This handle is taken. Choose another.',
    welcome: (handle: string) => `Signed in as @${handle}`,
    out: 'Sign out',
    bye: 'Signed out',
  },
  upload: {
    title: 'Upload a video',
  },
  me: {
    title: 'You',
  },
  settings: {
    title: 'Account and safety',
    short: 'Settings',
  },
  tastes: {
    title: 'How your feed is made',
  },
  muted: {
    title: 'Muted people',
  },
  blocked: {
    title: 'Blocked people',
  },
  decision: {
    title: 'A decision',
  },
  notice: {
    title: 'Legal notice',
  },
  reports: {
    title: 'Your reports',
  },
  search: {
    title: 'Search',
  },
  notices: {
    title: 'News',
  },
  profile: {
    title: (handle: string) => `@${handle}`,
  },
  data: {
    title: 'Your data',
    open: 'See all that is kept of you, put it right, take it with you',
  },
  about: {
    title: 'Do not take our word',
  },
  ledger: {
    title: 'The ledger',
  },
  desk: {
    title: 'The desk',
  },
  map: {
    title: 'What is stored, and why',
    lead: 'Every field that this service keeps stands here: what it is for, how long it stays, and who holds it. What is not on this list is refused.',
    open: 'See everything that is stored',
  },
  notFound: {
    title: 'There is nothing here',
    action: 'To the videos',
  },
};
