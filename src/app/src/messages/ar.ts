/* ar.ts: every word that the app says, in Arabic. Names that read from left to right are isolated. */
import { inOtherWords } from './phrases';
import { plural } from './ar-plural';
import type { Text } from './words';

/* Not before the first page is drawn; ar-pages.ts waits for them. */
void import('./ar-said').catch(() => undefined);

const numbers = new Intl.NumberFormat('ar');
const shownAs = (n: number): string => numbers.format(n);
/* A handle keeps its own direction inside a sentence. */
const name = (handle: string): string => `\u2066@${handle}\u2069`;
const any = (words: string): string => `\u2068${words}\u2069`;

/* A button's name has the number that one sees on it, which some of the forms do not say. */
const counted = (what: string, shown: string): string => `${what}، العدد ${shown}`;

/* Words of warning, by the codes of src/policy. */
export const labels: Readonly<Record<string, string>> = {
  disturbing: 'قد يزعج بعض الناس',
  dangerous: 'يعرض شيئا خطرا: لا تجربه',
  disputed: 'ما يقوله محل خلاف',
  synthetic: 'صنعته آلة أو غيرته',
};

export const text: Text = {
  name: 'فيترين',
  skip: 'الانتقال إلى المحتوى',
  nav: {
    label: 'القائمة الرئيسية',
    feed: 'المشاهدة',
    upload: 'نشر',
    me: 'حسابك',
    about: 'تحقق بنفسك',
    search: 'البحث',
    notices: 'الإشعارات',
    unread: (n, shown) =>
      plural(n, {
        zero: 'لا إشعارات غير مقروءة',
        one: 'إشعار واحد غير مقروء',
        two: 'إشعاران غير مقروءين',
        few: `${shown} إشعارات غير مقروءة`,
        many: `${shown} إشعارا غير مقروء`,
        other: `${shown} إشعار غير مقروء`,
      }),
  },
  bytes: ['بايت', 'ك.ب', 'م.ب', 'غ.ب'],
  close: 'إغلاق',
  done: 'تم',
  save: 'حفظ',
  cancel: 'إلغاء',
  badge: {
    short: 'نسخة غير مراجَعة',
    title: 'لم يراجع أحد هذه النسخة: ماذا يعني ذلك؟',
  },
  age: {
    now: 'الآن',
    minutes: (n) =>
      plural(n, {
        zero: 'الآن',
        one: 'قبل دقيقة',
        two: 'قبل دقيقتين',
        few: `قبل ${shownAs(n)} دقائق`,
        many: `قبل ${shownAs(n)} دقيقة`,
        other: `قبل ${shownAs(n)} دقيقة`,
      }),
    hours: (n) =>
      plural(n, {
        zero: 'قبل أقل من ساعة',
        one: 'قبل ساعة',
        two: 'قبل ساعتين',
        few: `قبل ${shownAs(n)} ساعات`,
        many: `قبل ${shownAs(n)} ساعة`,
        other: `قبل ${shownAs(n)} ساعة`,
      }),
    days: (n) =>
      plural(n, {
        zero: 'اليوم',
        one: 'أمس',
        two: 'قبل يومين',
        few: `قبل ${shownAs(n)} أيام`,
        many: `قبل ${shownAs(n)} يوما`,
        other: `قبل ${shownAs(n)} يوم`,
      }),
  },
  problem: {
    offline: 'لا تستجيب الخدمة. تحقق من اتصالك بالإنترنت وحاول مرة أخرى.',
    busy: 'الخدمة مشغولة حاليا. حاول مرة أخرى بعد لحظات.',
    tooMany: 'محاولات كثيرة جدا. انتظر دقيقة ثم حاول مرة أخرى.',
    unknown: 'حدث خطأ ما. حاول مرة أخرى.',
    said: inOtherWords,
    again: 'إعادة المحاولة',
    noPage: 'تعذر تحميل هذه الصفحة',
    away: 'أنت غير متصل بالإنترنت',
    back: 'عاد الاتصال بالإنترنت',
  },
  labels,
  feed: {
    label: 'مقاطع الفيديو',
    loading: 'جارٍ تحميل المقاطع',
    slide: (n) => `المقطع ${shownAs(n)}`,
    announce: (title, handle) => `${any(title)}، من ${name(handle)}`,
    by: (handle) => `@${handle}`,
    tabs: 'المقاطع المعروضة',
    forYou: 'لك',
    following: 'أتابعهم',
    views: (n, shown) =>
      plural(n, {
        zero: 'لا مشاهدات',
        one: 'مشاهدة واحدة',
        two: 'مشاهدتان',
        few: `${shown} مشاهدات`,
        many: `${shown} مشاهدة`,
        other: `${shown} مشاهدة`,
      }),
    pause: 'إيقاف مؤقت',
    play: 'تشغيل',
    soundOn: 'تشغيل الصوت',
    soundOff: 'كتم الصوت',
    tapForSound: 'اضغط لتشغيل الصوت',
    like: (_, shown) => counted('إعجاب', shown),
    comments: (_, shown) => counted('التعليقات', shown),
    keep: 'حفظ',
    kept: 'محفوظ',
    again: 'يُعرض مرة أخرى: لقد شاهدت كل جديد',
    only: { followers: 'للمتابعين', private: 'لا يراه غيرك' },
    follow: 'متابعة',
    followed: 'تتابعه',
    followLabel: (handle) => `متابعة ${name(handle)}`,
    unfollowLabel: (handle) => `إلغاء متابعة ${name(handle)}`,
    profileLabel: (handle) => `صفحة ${name(handle)}`,
    menu: 'المزيد',
    menuLabel: 'المزيد عن هذا المقطع',
    share: 'مشاركة',
    copied: 'تم نسخ الرابط',
    copyFailed: 'تعذر النسخ',
    fast: `×${shownAs(2)}`,
    whole: 'العنوان كاملا',
    less: 'أقل',
    soundName: (sound) => `الصوت: ${any(sound)}`,
    previous: 'المقطع السابق',
    next: 'المقطع التالي',
    position: 'الموضع في المقطع',
    positionValue: (at, of) => `${at} من ${of}`,
    failed: 'تعذر تحميل هذا المقطع',
    buffering: 'جارٍ التحميل',
    keysLabel: 'اختصارات لوحة المفاتيح',
    keys: [
      ['↑ ↓', 'السابق والتالي'],
      ['␣', 'إيقاف مؤقت'],
      ['M', 'الصوت'],
      ['L', 'إعجاب'],
      ['C', 'الترجمة'],
    ],
    emptyTitle: 'لا مقاطع بعد',
    emptyText: 'لم ينشر أحد مقطعا هنا بعد. كن أول من ينشر.',
    emptyAction: 'نشر مقطع',
    errorTitle: 'تعذر تحميل المقاطع',
    endTitle: 'هذا كل شيء حاليا',
    ends: {
      you: 'لقد شاهدت كل المقاطع المتاحة لك.',
      following: 'لقد شاهدت كل ما نشره من تتابعهم.',
    },
    endAgain: 'العودة إلى الأول',
    endUpload: 'نشر مقطع لك',
    followingTitle: 'لا جديد ممن تتابعهم',
    followingText: 'تابع من تعجبك مقاطعهم، وسيظهر هنا ما ينشرونه، الأحدث أولا.',
    followingOut: 'سجل الدخول لترى ما ينشره من تتابعهم، الأحدث أولا.',
    toForYou: 'الانتقال إلى المقاطع المقترحة لك',
    goneTitle: 'هذا المقطع غير متاح',
    goneText: 'ربما لم يكن عاما قط، أو لم يعد كذلك.',
  },
  sign: {
    in: 'تسجيل الدخول',
    up: 'إنشاء حساب',
    handleTaken: 'سبقك غيرك إلى هذا الاسم. اختر اسما آخر.',
    welcome: (handle) => `تم تسجيل الدخول باسم ${name(handle)}`,
    out: 'تسجيل الخروج',
    bye: 'تم تسجيل الخروج',
  },
  upload: {
    title: 'نشر مقطع',
  },
  me: {
    title: 'حسابك',
  },
  settings: {
    title: 'الحساب والأمان',
    short: 'الإعدادات',
  },
  tastes: {
    title: 'كيف تُختار مقاطعك',
  },
  muted: {
    title: 'الحسابات المكتومة',
  },
  decision: {
    title: 'قرار',
  },
  notice: {
    title: 'بلاغ قانوني',
  },
  reports: {
    title: 'بلاغاتك',
  },
  blocked: {
    title: 'الحسابات المحظورة',
  },
  search: {
    title: 'البحث',
  },
  notices: {
    title: 'الإشعارات',
  },
  profile: {
    title: (handle) => name(handle),
  },
  about: {
    title: 'لا تصدقنا، بل تحقق بنفسك',
  },
  data: {
    title: 'بياناتك',
    open: 'اطلع على كل ما نحتفظ به عنك، وصححه، وخذ نسخة منه',
  },
  ledger: {
    title: 'السجل العام',
  },
  desk: {
    title: 'مكتب القرارات',
  },
  map: {
    title: 'ما الذي يُخزَّن، ولماذا',
    lead: 'كل حقل تحتفظ به هذه الخدمة مذكور هنا: الغاية منه، ومدة الاحتفاظ به، ومن يحتفظ به. وما ليس في هذه القائمة يُرفض تخزينه.',
    open: 'عرض كل ما يُخزَّن',
  },
  notFound: {
    title: 'لا شيء هنا',
    action: 'الانتقال إلى المقاطع',
  },
};
