/*
 * ar-said.ts: what the service says of a refusal, of a video that it did not take and of a session, in Arabic,
 * by its English words (phrases.ts). tests/check_said.py holds it to what the service's source says.
 */
import './ar'; /* as ar-pages.ts does */
import { learn, type Phrases } from './phrases';
import { plural } from './ar-plural';

const numbers = new Intl.NumberFormat('ar');
const shown = (n: string | number): string => numbers.format(Number(n));
const any = (words: string): string => `\u2068${words}\u2069`;

type Nouns = readonly [zero: string, one: string, two: string, few: string, many: string];

/* A number and what is counted, after a preposition. */
const counted = (n: string, [zero, one, two, few, many]: Nouns): string =>
  plural(Number(n), {
    zero,
    one,
    two,
    few: `${shown(n)} ${few}`,
    many: `${shown(n)} ${many}`,
    other: `${shown(n)} ${one.split(' ')[0] ?? ''}`,
  });

const letters = (n: string): string => counted(n, ['أي حرف', 'حرف واحد', 'حرفين', 'أحرف', 'حرفا']);
/* By the units of files (1024), as the app says sizes. */
const bytes = (n: string): string => {
  const step = Math.min(3, Math.floor(Math.log2(Math.max(1, Number(n))) / 10));
  return step === 0
    ? counted(n, ['أي بايت', 'بايت واحد', 'اثنين من البايتات', 'بايتات', 'بايتا'])
    : `${shown(Number(n) / 1024 ** step)} ${['', 'ك.ب', 'م.ب', 'غ.ب'][step] ?? ''}`;
};
const pixels = (n: string): string =>
  counted(n, ['أي بكسل', 'بكسل واحد', 'اثنين من البكسلات', 'بكسلات', 'بكسلا']);
const seconds = (n: string): string =>
  counted(n, ['أي ثانية', 'ثانية واحدة', 'ثانيتين', 'ثوان', 'ثانية']);
const moments = (ms: string): string => `${shown(Number(ms) / 1000)} ث`;
const items = (n: string): string =>
  counted(n, ['أي عنصر', 'عنصر واحد', 'عنصرين', 'عناصر', 'عنصرا']);
const languages = (n: string): string =>
  counted(n, ['أي لغة', 'لغة واحدة', 'لغتين', 'لغات', 'لغة']);
const times = (n: string): string => counted(n, ['أي مرة', 'مرة واحدة', 'مرتين', 'مرات', 'مرة']);
const people = (n: string): string => counted(n, ['أي شخص', 'شخص واحد', 'شخصين', 'أشخاص', 'شخصا']);
const videos = (n: string): string =>
  counted(n, ['أي مقطع', 'مقطع واحد', 'مقطعين', 'مقاطع', 'مقطعا']);
const comments = (n: string): string =>
  counted(n, ['أي تعليق', 'تعليق واحد', 'تعليقين', 'تعليقات', 'تعليقا']);
const reports = (n: string): string =>
  counted(n, ['أي بلاغ', 'بلاغ واحد', 'بلاغين', 'بلاغات', 'بلاغا']);
const uploads = (n: string): string => counted(n, ['أي ملف', 'ملف واحد', 'ملفين', 'ملفات', 'ملفا']);
const days = (n: string): string => counted(n, ['أقل من يوم', 'يوم واحد', 'يومين', 'أيام', 'يوما']);

const lineOf = (n: string, what: string): string => `السطر ${shown(n)}: ${what}`;
/* What is wrong with captions, said of one line. */
const captions: Readonly<Record<string, string>> = {
  'a cue ends with an empty line': 'تنتهي كل عبارة بسطر فارغ.',
  'of tags only <b>, <i>, <u> and <v NAME> may be there, and no control characters': `لا يجوز من الوسوم إلا ${any('<b>')} و${any('<i>')} و${any('<u>')} و${any('<v NAME>')}، ولا تجوز رموز التحكم.`,
  'a cue has a line of times: 00:01.000 --> 00:02.500': `لكل عبارة سطر للتوقيت: \u206600:01.000 --> 00:02.500\u2069.`,
  'times are two of [HH:]MM:SS.mmm, the later one last': `التوقيت موضعان على شكل \u2066[HH:]MM:SS.mmm\u2069، والمتأخر منهما في الآخر.`,
  "no video is as long as this cue's time": 'لا يبلغ طول أي مقطع توقيت هذه العبارة.',
  'cues come in the order of their times': 'تأتي العبارات بترتيب توقيتها.',
  'there are more cues than may be': 'عدد العبارات أكبر مما يجوز.',
  'the first line is WEBVTT': `يجب أن يكون السطر الأول ${any('WEBVTT')}.`,
  'an empty line follows the first': 'يجب أن يلي السطر الأول سطر فارغ.',
  'the text is not UTF-8': `النص ليس بترميز ${any('UTF-8')}.`,
  'there is no cue that says anything': 'لا توجد عبارة فيها كلام.',
};

/* What the service calls a session: a browser on a system. */
const browsers = [
  'Edge',
  'Opera',
  'Samsung Internet',
  'Vivaldi',
  'Firefox',
  'Chrome',
  'Chromium',
  'Safari',
  'curl',
] as const;

const sessions: Phrases = {
  'A browser': 'متصفح',
  'A browser on {s}': (system) => `متصفح على ${any(system)}`,
  'The vitrine command': `الأمر ${any('vitrine')}`,
  'The vitrine command on {s}': (system) => `الأمر ${any('vitrine')} على ${any(system)}`,
  ...Object.fromEntries(
    browsers.map((name) => [
      `${name} on {s}`,
      (system: string) => `${any(name)} على ${any(system)}`,
    ]),
  ),
};

/* Why a video or a picture was not taken. */
const refused: Phrases = {
  'This file is not a video that can be read. It may be damaged.':
    'هذا الملف ليس مقطعا يمكن قراءته. ربما كان تالفا.',
  'What was sent cannot be read any more. Send this video again.':
    'لم يعد بالإمكان قراءة ما أُرسل. أرسل هذا المقطع مرة أخرى.',
  'This file has no video track.': 'ليس في هذا الملف صورة متحركة.',
  'No picture could be decoded from this video. It may be damaged.':
    'تعذر استخراج أي صورة من هذا المقطع. ربما كان تالفا.',
  "This video's format ({s}) is not supported.": (codec) =>
    `صيغة هذا المقطع (${any(codec)}) غير مدعومة.`,
  'This video is longer than {n} seconds, the longest that can be shown.': (n) =>
    `هذا المقطع أطول من ${seconds(n)}، وهي أقصى مدة يمكن عرضها.`,
  'This video has more than {n} pixels on a side, the most that can be shown.': (n) =>
    `في أحد جانبي هذا المقطع أكثر من ${pixels(n)}، وهو أقصى ما يمكن عرضه.`,
  "This video's width and height make no sense.": 'عرض هذا المقطع وارتفاعه غير معقولين.',
  'The service had no room to store this video.': 'لم يكن لدى الخدمة مكان لتخزين هذا المقطع.',
  'This video needed more memory than a job may use.':
    'احتاج تجهيز هذا المقطع إلى ذاكرة أكبر مما يُسمح به.',
  'Something went wrong on our side while preparing this video.':
    'حدث خطأ لدينا أثناء تجهيز هذا المقطع.',
  'Preparing this video took longer than is allowed.':
    'استغرق تجهيز هذا المقطع وقتا أطول مما يُسمح به.',
  "The part to be kept begins after this video's end, at {n} milliseconds.": (n) =>
    `الجزء الذي يبقى يبدأ بعد نهاية هذا المقطع، وهي عند ${moments(n)}.`,
  'This file is not a picture that can be read: it has to be a JPEG, PNG or WebP, and whole.': `هذا الملف ليس صورة يمكن قراءتها: يجب أن يكون صورة كاملة بصيغة ${any('JPEG')} أو ${any('PNG')} أو ${any('WebP')}.`,
  'This picture has more than {n} pixels on a side, the most that can be taken.': (n) =>
    `في أحد جانبي هذه الصورة أكثر من ${pixels(n)}، وهو أقصى ما يُقبل.`,
  'One side of this picture is more than {n} times as long as the other.': (n) =>
    `أحد جانبي هذه الصورة أطول من الآخر بأكثر من ${times(n)}.`,
  'This picture moves. Send one that stands still.': 'هذه الصورة متحركة. أرسل صورة ثابتة.',
  'This picture needs more memory than a job may use. Send a smaller one.':
    'تحتاج هذه الصورة إلى ذاكرة أكبر مما يُسمح به. أرسل صورة أصغر.',
  'Unknown reason.': 'السبب غير معروف.',
};

/* Of signing in, and of what is one's own. */
const account: Phrases = {
  'Sign in first.': 'سجل الدخول أولا.',
  'Handle and password do not match.': 'اسم المستخدم وكلمة المرور لا يتوافقان.',
  'Handle and recovery code do not match.': 'اسم المستخدم ورمز الاسترداد لا يتوافقان.',
  'This passkey does not open an account here.': 'مفتاح المرور هذا لا يفتح حسابا هنا.',
  'Too many sign-ups and sign-ins from here; wait a minute.':
    'محاولات كثيرة جدا من هنا لتسجيل الدخول أو إنشاء حساب. انتظر دقيقة.',
  'Too many wrong passwords for this account. Wait three minutes; or use a browser that signed in before, a passkey or a recovery code.':
    'كلمات مرور خاطئة كثيرة جدا لهذا الحساب. انتظر ثلاث دقائق، أو استخدم متصفحا سجلت الدخول منه من قبل أو مفتاح مرور أو رمز استرداد.',
  "small letters from a to z, digits, '_' and '.', a letter first":
    'أحرف لاتينية صغيرة وأرقام و«_» و«.»، ويبدأ بحرف.',
  '3 to 24 characters': (most) => `من ${shown(3)} رموز إلى ${shown(most)} رمزا.`,
  'kept for the service, or looks like a word that is':
    'هذا الاسم محجوز للخدمة، أو يشبه كلمة محجوزة لها.',
  'handle is taken': 'سبقك غيرك إلى هذا الاسم. اختر اسما آخر.',
  '10 to 256 bytes': (most) => `من ${shown(10)} بايتات إلى ${shown(most)} بايتا.`,
  'too easy to guess; not your handle, a much-used word with digits, or a run of keys':
    'سهلة التخمين: لا تستخدم اسم المستخدم ولا كلمة شائعة مع أرقام ولا مفاتيح متتالية.',
  'this is not your password': 'ليست هذه كلمة مرورك.',
  'a day that was, as YYYY-MM-DD': 'أدخل تاريخا صحيحا في الماضي.',
  'you must be 13 years old to have an account here. Nothing of this was kept.': (least) =>
    `يجب ألا يقل عمرك عن ${shown(least)} عاما ليكون لك حساب هنا. لم نحتفظ بشيء مما أدخلته.`,
  'it may be corrected once, and was before': 'يُصحَّح مرة واحدة، وقد صُحح من قبل.',
  "not made at this region's own address, not verified, or too long ago":
    'لم يُستخدم عند عنوان هذه المنطقة نفسها، أو لم يُتحقق منك، أو مضى عليه وقت طويل.',
  'not what a passkey is': 'ليس هذا مفتاح مرور.',
  'it is there already': 'هو مضاف من قبل.',
  'at most 20; remove one first': (most) => `العدد الأقصى ${shown(most)}. أزل واحدا أولا.`,
  'What is kept of you here was changed and does not open.':
    'تغيَّر ما نحتفظ به عنك هنا، فلم يعد يُفتح.',
  'A part of what is kept of you here was changed and does not open. POST /api/v1/me/watches/repair removes such parts, and keeps all others.':
    'تغيَّر جزء مما نحتفظ به عنك هنا، فلم يعد يُفتح. يمكنك إزالته من صفحة «بياناتك»، ويبقى كل ما عداه.',
  'not an e-mail address': 'هذا ليس عنوان بريد إلكتروني.',
  'at most 254 bytes': (most) => `لا يزيد على ${bytes(most)}.`,
  'This session has opened as much as one may. Sign in again.':
    'فتحت هذه الجلسة كل ما يجوز لجلسة واحدة. سجل الدخول مرة أخرى.',
  'What came before could not be put in order yet. Try again.':
    'لم يُرتَّب بعد ما جاء من قبل. حاول مرة أخرى.',
  'email or birth_date: one at least is to be corrected': 'صحح البريد الإلكتروني أو تاريخ الميلاد.',
  '1 to 64 bytes that can be seen': `من بايت واحد إلى ${shown(64)} بايتا مما يمكن عرضه.`,
  'Your data is being sent already; one at a time.':
    'بياناتك قيد الإرسال إليك. تنزيل واحد في كل مرة.',
  'You took your data along several times just now; wait a minute.':
    'نزلت بياناتك عدة مرات قبل قليل. انتظر دقيقة.',
  'Others take their data along just now; try again soon.':
    'ينزل آخرون بياناتهم الآن. حاول مرة أخرى بعد قليل.',
  'You do not leave.': 'لم تطلب حذف حسابك.',
};

/* Of videos, pictures and captions that are sent or changed. */
const sent: Phrases = {
  'from 1 to this many characters': (most) => `من حرف واحد إلى ${letters(most)}.`,
  'a character that cannot be shown': 'فيه رمز لا يمكن عرضه.',
  'from 1 to this many characters that can be shown': (most) =>
    `من حرف واحد إلى ${letters(most)} مما يمكن عرضه.`,
  'a number of milliseconds, in digits': 'يجب أن يكون عددا من أجزاء الألف من الثانية.',
  'no video has more milliseconds than this': (most) => `لا يزيد طول أي مقطع على ${moments(most)}.`,
  'of a video at least so many milliseconds are kept': (least) =>
    `لا يقل ما يبقى من المقطع عن ${moments(least)}.`,
  'less than the milliseconds that are kept of the video': 'يجب أن يكون داخل الجزء الذي يبقى.',
  'This video is being prepared, or was changed meanwhile. Try again in a moment.':
    'هذا المقطع قيد التجهيز، أو تغيَّر في الأثناء. حاول مرة أخرى بعد لحظات.',
  'It was changed where it is kept and does not open. Give this video another one first.':
    'عُبث به حيث يُخزَّن فلا يمكن فتحه. أعط هذا المقطع عنوانا آخر أولا.',
  'Your uploads and your videos may take {n} GiB together; this would be more.': (n) =>
    `حجم ملفاتك ومقاطعك معا ${shown(n)} غ.ب على الأكثر، وبهذا الملف يزيد على ذلك.`,
  'Finish or cancel some of your uploads first.': (most) =>
    `أكمل رفع بعض ملفاتك أو ألغه أولا: لا يُرفع في الوقت نفسه أكثر من ${uploads(most)}.`,
  'Wait until some of your videos have been prepared.': (most) =>
    `انتظر حتى يُجهَّز بعض مقاطعك: لا ينتظر أكثر من ${videos(most)}.`,
  'The service has no room for this video at present.': 'ليس لدى الخدمة الآن مكان لهذا المقطع.',
  'No space left': 'لم يبق لدى الخدمة مكان.',
  'There is no upload of yours at this address.': 'لا يوجد رفع لك بهذا العنوان.',
  'The upload was given up after a day without a byte.':
    'أُلغي الرفع لأن يوما مر دون أن يصل منه شيء.',
  'The body goes past the length that the upload was to have.':
    'وصل من الملف أكثر من الحجم الذي ذُكر له.',
  'A newer request goes on with this upload.': 'يُستأنف هذا الرفع من مكان آخر.',
  'The upload is complete, and a video by now.': 'اكتمل الرفع، وصار مقطعا.',
  'a video is not empty': 'هذا الملف فارغ.',
  'more bytes than an upload may have': (most) => `حجم الملف لا يزيد على ${bytes(most)}.`,
  'The video is empty.': 'هذا الملف فارغ.',
  'This video is being prepared already.': 'هذا المقطع قيد التجهيز الآن.',
  'This video is public already.': 'هذا المقطع منشور من قبل.',
  'Its original was kept for a day, and is deleted by now. Upload it again.':
    'بقي الأصل محفوظا يوما ثم حُذف. ارفعه مرة أخرى.',
  'The reason lies in the file itself and cannot pass. Upload another file.':
    'السبب في الملف نفسه ولن يزول. ارفع ملفا آخر.',
  'Send a picture: image/jpeg, image/png or image/webp.': `أرسل صورة بصيغة ${any('JPEG')} أو ${any('PNG')} أو ${any('WebP')}.`,
  'The picture is empty.': 'ملف الصورة فارغ.',
  'The picture could not be prepared now. Try again soon.':
    'تعذر تجهيز الصورة الآن. حاول مرة أخرى بعد قليل.',
  'Send captions: text/vtt.': `أرسل الترجمة بصيغة ${any('WebVTT')}.`,
  "a language's tag, such as en or pt-BR, of at most so many characters": (most) =>
    `رمز لغة مثل ${any('en')} أو ${any('pt-BR')}، لا يزيد على ${letters(most)}.`,
  'The captions have more bytes than this.': (most) =>
    `حجم ملف الترجمة لا يزيد على ${bytes(most)}.`,
  'Line {n}: {s}.': (line, what) => lineOf(line, captions[what] ?? `\u2066${what}.\u2069`),
  'A video has captions in at most so many languages.': (most) =>
    `لا تزيد ترجمات المقطع على ${languages(most)}.`,
};

/* Of what people say and do. */
const social: Phrases = {
  'So many of these a minute; try again.': (most) =>
    `لا يمكنك فعل هذا أكثر من ${times(most)} في الدقيقة. حاول مرة أخرى بعد قليل.`,
  'So many comments of one person a day.': (most) =>
    `لا يمكنك كتابة أكثر من ${comments(most)} في اليوم.`,
  'This comment has as many replies as one may have.': (most) =>
    `أقصى عدد للردود على تعليق واحد ${shown(most)}.`,
  "not a comment's number": 'لا يوجد تعليق بهذا الرقم.',
  'not a comment on this video that can be answered': 'لا يمكن الرد على هذا التعليق.',
  'Whom this video is for changes just now; try again.':
    'يتغير الآن من يمكنه مشاهدة هذا المقطع. حاول مرة أخرى.',
  'it came with another comment before': 'أُرسل بها تعليق آخر من قبل.',
  "Its author or the video's may remove a comment.": 'لا يحذف التعليق إلا كاتبه أو صاحب المقطع.',
  'You like as many comments of that month as one may.': (most) =>
    `لا يمكنك الإعجاب بأكثر من ${comments(most)} كُتبت في شهر واحد.`,
  'You like as many videos of that month as one may.': (most) =>
    `لا يمكنك الإعجاب بأكثر من ${videos(most)} نُشرت في شهر واحد.`,
  'You have saved as many videos as one may.': (most) => `لا يمكنك حفظ أكثر من ${videos(most)}.`,
  'Nobody mutes or blocks themselves.': 'لا يكتم أحد نفسه ولا يحظرها.',
  'There are as many people on this list as there may be.': (most) =>
    `لا يزيد من في هذه القائمة على ${people(most)}.`,
  'This person does not want you to follow.': 'هذا الشخص لا يريد أن تتابعه.',
  'This program was not permitted that.': 'لم يُسمح لهذا البرنامج بذلك.',
  'You block this person.': 'أنت تحظر هذا الشخص.',
  'Nobody follows themselves.': 'لا يتابع أحد نفسه.',
  'You follow as many people as one may. Follow somebody no longer first.': (most) =>
    `لا يمكنك متابعة أكثر من ${people(most)}. ألغ متابعة أحدهم أولا.`,
  'You hide as many as one may.': (most) => `لا يمكنك إخفاء أكثر من ${people(most)}.`,
  'each a word, or # and a hashtag': 'كل منها كلمة، أو وسم بعد «#».',
  'what is searched for': 'اكتب ما تبحث عنه.',
  'So many reports of one person an hour.': (most) =>
    `لا يمكنك إرسال أكثر من ${reports(most)} في الساعة.`,
  "video:NUMBER, comment:NUMBER, person:NUMBER, or the address of a video's or a person's page here":
    'أدخل عنوان صفحة مقطع أو شخص هنا.',
  'true, or it is no notice: that what it says is right, as far as you know':
    'لا يُعد بلاغا من دون إقرار بأن ما فيه صحيح في حدود علمك.',
  'The office has as many notices as it can keep.': 'لدى المكتب من البلاغات أقصى ما يستطيع حفظه.',
  'there is no notice with this receipt': 'لا يوجد بلاغ بهذا الإيصال.',
  'This decision was answered, or does not hold any more.':
    'سبق الرد على هذا القرار، أو لم يعد ساريا.',
  'So many days it may be answered.': (most) => `انقضت مدة الرد على القرار، وهي ${days(most)}.`,
};

/* Of the office's desk. */
const office: Phrases = {
  'For members of the office, with a statement that they sign.':
    'هذا لأعضاء المكتب، ببيان يوقعونه.',
  'What is kept here was changed and does not open.': 'تغيَّر ما هو محفوظ هنا، فلم يعد يُفتح.',
  'it is not a statement of this version, with its opening': 'لا تعرف الخدمة بيانا بهذا الشكل.',
  'it is not signed by a member of the office': 'المفتاح الذي وقعه ليس مفتاح عضو.',
  'it is for another region': 'هو لمنطقة أخرى.',
  'it was taken before: a statement is taken once': 'أُخذ من قبل: يُؤخذ البيان مرة واحدة.',
  'something about the same thing came before it; look again':
    'جاء في الأثناء شيء عن الأمر نفسه. انظر إلى القضية من جديد.',
  'it changes nothing, or cannot follow from what holds': 'لا يغير شيئا، أو لا يتبع ما هو قائم.',
  "that key was a member's before, or is none's": 'كان هذا المفتاح لعضو من قبل، أو ليس مفتاح أحد.',
  'whom it is about answered your decision: another member decides':
    'رد صاحبه على قرارك: يجب أن يبت فيه عضو آخر.',
  "it failed, and nothing was changed; the region's log says why":
    'تعذر ذلك ولم يتغير شيء. السبب في سجل تشغيل المنطقة.',
};

/* Of any request. */
const request: Phrases = {
  'Malformed request': 'لم تفهم الخدمة الطلب.',
  'Not found': 'لا شيء هنا.',
  'Not allowed': 'هذا غير مسموح به.',
  Conflict: 'تغيَّر شيء في الأثناء. حاول مرة أخرى.',
  Busy: 'الخدمة مشغولة حاليا. حاول مرة أخرى بعد لحظات.',
  'Too large': 'هذا أكبر مما يُقبل.',
  'Something went wrong here': 'حدث خطأ لدينا.',
  'Address too long': 'العنوان أطول مما يُقبل.',
  "The request comes from another site's page.": 'جاء الطلب من صفحة موقع آخر.',
  'The body is longer than {n} bytes.': (n) => `ما أُرسل أكبر من ${bytes(n)}.`,
  'Too many slow requests from here wait; try again.':
    'تنتظر طلبات بطيئة كثيرة جدا من هنا. حاول مرة أخرى.',
  'Too many slow requests wait; try again.': 'تنتظر طلبات بطيئة كثيرة جدا. حاول مرة أخرى.',
  'at least {n} character{s}': (n) => `لا يقل عن ${letters(n)}.`,
  'at most {n} character{s}': (n) => `لا يزيد على ${letters(n)}.`,
  'at least {n}': (n) => `لا يقل عن ${shown(n)}.`,
  'at most {n}': (n) => `لا يزيد على ${shown(n)}.`,
  'at most {n} items': (n) => `لا يزيد على ${items(n)}.`,
  missing: 'أدخله.',
  'not one that this service gave': 'لم تعد القائمة كما كانت. ابدأ من أولها.',
  'not one that this service gave for this list': 'لم تعد القائمة كما كانت. ابدأ من أولها.',
};

/* As the forms call what the service names in English. */
const fields: Readonly<Record<string, string>> = {
  handle: 'اسم المستخدم',
  password: 'كلمة المرور',
  new: 'كلمة المرور الجديدة',
  old: 'كلمة المرور الحالية',
  code: 'الرمز',
  birth_date: 'تاريخ الميلاد',
  email: 'البريد الإلكتروني',
  passkey: 'مفتاح المرور',
  label: 'الاسم',
  title: 'العنوان',
  sound: 'اسم الصوت',
  visibility: 'من يمكنه مشاهدته',
  trim_from_ms: 'بداية الجزء الذي يبقى',
  trim_to_ms: 'نهاية الجزء الذي يبقى',
  poster_ms: 'صورة الغلاف',
  'Upload-Length': 'حجم الملف',
  lang: 'لغة الترجمة',
  name: 'الاسم',
  bio: 'النبذة',
  text: 'النص',
  words: 'الكلمات',
  parent: 'الرد',
  'Idempotency-Key': 'علامة الطلب',
  about: 'عنوان الصفحة',
  explanation: 'الشرح',
  good_faith: 'الإقرار',
  ground: 'السبب',
  receipt: 'الإيصال',
  q: 'البحث',
  cursor: 'الموضع في القائمة',
  days: 'المهلة',
  statement: 'البيان',
};

learn({ ...sessions, ...refused, ...account, ...sent, ...social, ...office, ...request }, fields);
