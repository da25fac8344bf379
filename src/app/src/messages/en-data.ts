/* en-data.ts: the words of the page about what is kept of oneself. */
const classes: Readonly<Record<string, string>> = {
  public: 'everybody sees it',
  protected: 'protected',
  excepted: 'protected, with one exception',
};

const groups: Readonly<Record<string, readonly [string, string]>> = {
  you: ['You', 'Your account, and the name that everybody sees.'],
  in: ['How you get in', 'Sessions, browsers that are known, passkeys and recovery codes.'],
  videos: ['Your videos', 'What you published or tried to, and what was made of it.'],
  said: ['What you said', 'Your comments, wherever they stand, and whom they name.'],
  people: [
    'You and others',
    'Whom you follow, and what you were told of: who followed you, wrote to you or named you.',
  ],
  uploads: ['Unfinished uploads', 'Files of which a part has arrived.'],
  watching: [
    'What you watch and like',
    'Sealed with your own key, and what the feed learned of it.',
  ],
  other: ['More', 'What belongs to none of these.'],
};

const tables: Readonly<Record<string, string>> = {
  account: 'Account',
  person: 'Public name',
  session: 'Sessions',
  device: 'Browsers that are known',
  recovery: 'Recovery codes that are left',
  passkey: 'Passkeys',
  share: 'Sharing with followers',
  video: 'Videos',
  video_hashtag: 'Hashtags',
  decision: 'Decisions about them',
  visibility: 'Hidden or labelled',
  rendition: 'Sizes that were made',
  picture_hash: 'Fingerprints of pictures',
  job_media: 'Being made just now',
  comment: 'Comments',
  mention: 'Whom they name',
  follow: 'Whom you follow',
  notice: 'What you were told of',
  draft: 'Uploads',
  viewer_part: 'Watching and liking',
};

/* Of columns whose names do not say it. */
const columns: Readonly<Record<string, string>> = {
  id: 'Number',
  public_id: 'Number',
  account_id: 'Number of the account',
  person_id: 'Number of its creator',
  video_id: 'Number of the video',
  leaves_ms: 'Leaves on',
  salt: 'Salt of the commitment',
  commitment: 'Commitment in the ledger',
  opened: 'Fields opened with it',
  used_day: 'Last used on',
  copied: 'May have been copied',
  counter: 'Times it was used',
  rest: 'Larger sizes',
  due_ms: 'Next try',
  refusal: 'Refused for',
  refusal_number: 'Number in the reason',
  refusal_codec: 'Codec in the reason',
  mp4: 'Name of its file',
  hls: 'Name of its stream',
  rate_num: 'Pictures',
  rate_den: 'in so many seconds',
  level: 'Level of H.264, times ten',
  init_bytes: 'Size of the stream’s head',
  original_bytes: 'Size of the original',
  caption_bytes: 'Size of its captions',
  original: 'Name of the original',
  poster: 'Name of the poster',
  strip: 'Name of the small pictures',
  checked: 'Bytes that are checked',
  'picture_hash.at_ms': 'Where in the video',
  'comment.person_id': 'Number of its author',
  parent_id: 'Number of what it answers',
  comment_id: 'Number of the comment',
  'mention.person_id': 'Number of who is named',
  'follow.person_id': 'Number of who follows',
  target_id: 'Number of whom they follow',
  'notice.person_id': 'Number of who is told',
  kind: 'What it was',
  actor_id: 'Number of who did it',
  'notice.at_ms': 'When it was',
};

/* Words that a column may hold, by COLUMN.WORD; English has them as they are. */
const values: Readonly<Record<string, string>> = {};

export const data = {
  title: 'Your data',
  lead: 'Everything that is kept of you here: what it is, why, where and how long. What is sealed was opened now, for your session alone.',
  signedOut:
    'Sign in to see everything that is kept of you, to put it right, and to take it with you.',
  loading: 'Opening what is kept of you',
  failed: 'This could not be loaded.',
  unreadableTitle: 'A part of it does not open',
  unreadableText:
    'Something that was sealed of what you watched or like was changed where it lies, or damaged, so that your key does not open it any more. You can have such parts removed; everything that opens stays.',
  repair: 'Remove what does not open',
  repaired: (n: number) =>
    n === 0
      ? 'Everything opened; nothing was removed'
      : `${n} ${n === 1 ? 'part' : 'parts'} removed`,
  more: 'Show older videos and comments',
  yes: 'yes',
  no: 'no',
  none: 'none',
  classes,
  rows: (n: number) => (n === 1 ? '1 entry' : `${n} entries`),
  empty: 'Nothing of this is kept of you now.',
  why: (n: number) =>
    n === 1 ? 'Why, how long and where' : `Why, how long and where: ${n} fields`,
  kept: 'Kept',
  where: 'Where',
  take: {
    title: 'Take it with you',
    text: 'One ZIP file with all of it:',
    items: [
      'everything on this page, of all your videos and comments, as JSON with its schema',
      'every video that you have seen or like and every comment that you like, by its number',
      'your videos in their largest size, with their posters',
      'originals that are still kept, and what has arrived of unfinished uploads',
      'a page of words that says what is what',
    ] as const,
    action: 'Download your data',
    part: (part: number, of: number) => `Download part ${part} of ${of}`,
    note: 'It is made while it is sent and lies nowhere here. If it breaks off, it does not open: take it again. One at a time; it is not encrypted any more, so keep it where nobody else looks.',
    refused: {
      409: 'Your data is being sent to you already. One download at a time: wait until it is there, or end it.',
      429: 'You took your data along several times just now. Wait a minute and try again.',
      503: 'Others take their data along just now, and all places are taken. Try again in a minute.',
    },
    refusedElse: 'The download could not begin. Try again in a minute.',
  },
  correct: {
    title: 'Put it right',
    text: 'Your address at any time, your birth date once. Names of sessions and titles of videos are changed where they stand below.',
    email: 'E-mail',
    emailHint: 'Leave it empty to have it removed.',
    birth: (now: string) => `Birth date now: ${now}`,
    birthOnce: 'Correct the birth date (once)',
    birthDone: 'It was corrected before. That can be done once, so it stays as it is.',
    password: 'Your password',
    action: 'Save',
    saved: 'Put right',
    nothing: 'Change something first.',
  },
  rename: 'Rename',
  renameLabel: (what: string) => `Rename ${what}`,
  newName: (what: string) => `New name of ${what}`,
  save: 'Save',
  cancel: 'Cancel',
  renamed: 'Renamed',
  untitled: 'Untitled',
  leave: {
    title: 'Leave',
    text: 'You can have all of this destroyed, at once or with seven days to think.',
    action: 'Leave this service',
    due: (when: string) => `You are leaving: everything on this page will be destroyed on ${when}.`,
    noticeTitle: 'You are leaving',
    noticeText: (when: string) =>
      `Everything of yours will be destroyed on ${when}. Until then you can stay.`,
    stay: 'I stay',
    goOn: 'I still want to leave',
  },
  others: {
    title: 'What others wrote and did',
    text: 'What others write, also under your videos, is theirs: its text stands in their data and not here. That they wrote under your videos, answered you, named you or followed you is listed above as what you were told of, with the number of who it was, while that is kept. Of all else only numbers are kept where you could see them: how often a video was watched, how many like it or a comment, how many follow you. Who watched or liked stays sealed with each of them, from you as well.',
  },
  ledger: {
    title: 'You in the public ledger',
    text: 'Entries name nobody. With the salt and the commitment of your account, above, you can find those that are about you, also after you left, and show them to others. A receipt has what that takes: keep it before you leave, and vitrine verify --receipt finds the entry that says that your data were destroyed.',
    receipt: 'Receipt for when you leave',
    map: 'See what is stored of everybody',
  },
  hidden: {
    title: 'What is kept and not shown',
    text: 'It is about you, and its value is not on this page. Each has a reason.',
  },
  files: {
    title: 'Your files',
    text: 'These lie in folders under random names; the entries of your videos name them. They are in the download.',
  },
  groups,
  tables,
  columns,
  values,
  watching: {
    watches: (n: number) =>
      n === 0
        ? 'No watch is kept of you.'
        : `Your last ${n === 1 ? 'watch' : `${n} watches`}, with the time and how long it was.`,
    liked: (n: number) =>
      n === 1 ? '1 video that you liked last' : `${n} videos that you liked last`,
    unwanted: (n: number) =>
      n === 1
        ? '1 video that you were not interested in'
        : `${n} videos that you were not interested in`,
    history: 'See the list',
    taste: 'What the feed has learned',
    tasteText: 'By creator and hashtag; a higher number means more of it.',
    noTaste: 'Nothing yet.',
    noWord: 'something that you watched longer ago',
    months: 'By month of the videos and comments',
    month: 'Month',
    seen: 'seen',
    likes: 'liked',
    comments: 'comments liked',
  },
};
