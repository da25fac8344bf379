/* ar.ts: every word that the app says, in Arabic. Names that read from left to right are isolated. */
import { pluralsOf } from './plural';
import type { Text } from './words';

const plural = pluralsOf<'zero' | 'one' | 'two' | 'few' | 'many'>('ar');
const numbers = new Intl.NumberFormat('ar');
const shownAs = (n: number): string => numbers.format(n);
/* A handle keeps its own direction inside a sentence. */
const name = (handle: string): string => `\u2066@${handle}\u2069`;
const any = (words: string): string => `\u2068${words}\u2069`;

export const text: Text = {
  name: 'فيترين',
  tagline: 'فيديو قصير خلف زجاج: بوسع أي أحد أن ينظر إلى الداخل.',
  skip: 'انتقل إلى المحتوى',
  nav: {
    label: 'القائمة الرئيسية',
    feed: 'شاهد',
    upload: 'انشر',
    me: 'أنت',
    about: 'تحقق منا',
    search: 'ابحث',
    notices: 'الجديد',
    unread: (_, shown) => `غير مقروء: ${shown}`,
  },
  bytes: ['بايت', 'ك.ب', 'م.ب', 'غ.ب'],
  close: 'أغلق',
  done: 'تم',
  save: 'احفظ',
  cancel: 'ألغ',
  badge: {
    short: 'نسخة لم تراجع',
    title: 'لم يراجع أحد هذه النسخة. ما معنى ذلك',
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
    offline: 'الخدمة لا تجيب. تحقق من اتصالك وحاول مرة أخرى.',
    busy: 'الخدمة مشغولة للحظة. حاول مرة أخرى.',
    tooMany: 'محاولات كثيرة. انتظر دقيقة وحاول مرة أخرى.',
    unknown: 'لم ينجح ذلك. حاول مرة أخرى.',
    again: 'حاول مرة أخرى',
    noPage: 'لم تصل هذه الصفحة',
    away: 'أنت غير متصل',
    back: 'عاد الاتصال',
  },
  feed: {
    label: 'مقاطع الفيديو',
    loading: 'جار تحميل المقاطع',
    slide: (n) => `المقطع ${shownAs(n)}`,
    announce: (title, handle) => `${any(title)}، من ${name(handle)}`,
    by: (handle) => `@${handle}`,
    tabs: 'أي المقاطع',
    forYou: 'لك',
    following: 'المتابعة',
    views: (n, shown) =>
      plural(n, {
        zero: 'لا مشاهدات',
        one: 'مشاهدة واحدة',
        two: 'مشاهدتان',
        few: `${shown} مشاهدات`,
        many: `${shown} مشاهدة`,
        other: `${shown} مشاهدة`,
      }),
    pause: 'أوقف مؤقتا',
    play: 'شغل',
    soundOn: 'شغل الصوت',
    soundOff: 'أوقف الصوت',
    sound: 'الصوت',
    muted: 'صامت',
    tapForSound: 'المس لتسمع',
    like: (_, shown) => `أعجبني، العدد ${shown}`,
    comments: (_, shown) => `التعليقات، العدد ${shown}`,
    keep: 'احفظ',
    kept: 'محفوظ',
    follow: 'تابع',
    followed: 'متابع',
    followLabel: (handle) => `تابع ${name(handle)}`,
    unfollowLabel: (handle) => `ألغ متابعة ${name(handle)}`,
    profileLabel: (handle) => `صفحة ${name(handle)}`,
    menu: 'المزيد',
    menuLabel: 'المزيد عن هذا المقطع',
    share: 'شارك',
    copied: 'نسخ الرابط',
    copyFailed: 'تعذر نسخ الرابط',
    fast: `×${shownAs(2)}`,
    soundName: (sound) => `الصوت: ${any(sound)}`,
    previous: 'المقطع السابق',
    next: 'المقطع التالي',
    position: 'الموضع في المقطع',
    positionValue: (at, of) => `${at} من ${of}`,
    failed: 'لم يحمل هذا المقطع',
    buffering: 'جار التحميل',
    keysLabel: 'المفاتيح',
    keys: [
      ['↑ ↓', 'السابق والتالي'],
      ['␣', 'إيقاف مؤقت'],
      ['M', 'الصوت'],
      ['L', 'إعجاب'],
      ['C', 'الترجمة'],
    ],
    emptyTitle: 'واجهة فارغة',
    emptyText: 'لم يضع أحد مقطعا هنا بعد. قد يكون الأول مقطعك.',
    emptyAction: 'انشر مقطعا',
    errorTitle: 'لم تحمل المقاطع',
    endTitle: 'هذا كل شيء الآن',
    endText: 'شاهدت كل ما هنا من مقاطع.',
    endAgain: 'عد إلى الأحدث',
    endUpload: 'أضف مقطعا لك',
    followingTitle: 'لا جديد ممن تتابعهم',
    followingText: 'تابع من تعجبك مقاطعهم. ما ينشرونه يأتي هنا، الأحدث أولا.',
    followingOut: 'سجل الدخول لترى ما ينشره من تتابعهم، الأحدث أولا.',
    toForYou: 'إلى المقاطع المختارة لك',
    goneTitle: 'هذا المقطع ليس هنا',
    goneText: 'ربما لم يكن عاما قط، أو لم يعد كذلك.',
    goneAction: 'إلى أحدث المقاطع',
  },
  sign: {
    in: 'سجل الدخول',
    up: 'أنشئ حسابا',
    handleTaken: 'هذا الاسم محجوز. اختر غيره.',
    welcome: (handle) => `دخلت باسم ${name(handle)}`,
    out: 'سجل الخروج',
    bye: 'خرجت',
  },
  upload: {
    title: 'انشر مقطعا',
  },
  me: {
    title: 'أنت',
  },
  settings: {
    title: 'الحساب والأمان',
    short: 'الإعدادات',
  },
  tastes: {
    title: 'كيف تصنع قائمتك',
  },
  search: {
    title: 'ابحث',
  },
  notices: {
    title: 'الجديد',
  },
  profile: {
    title: (handle) => name(handle),
  },
  about: {
    title: 'لا تأخذ بكلمتنا',
  },
  data: {
    title: 'بياناتك',
    open: 'انظر بياناتك وخذها معك',
  },
  map: {
    title: 'ما الذي يخزن، ولماذا',
    lead: 'كل حقل تحتفظ به هذه الخدمة مذكور هنا: ما الغاية منه، وكم يبقى، ومن يحوزه. ما ليس في هذه القائمة يرفض.',
    open: 'انظر كل ما يخزن',
  },
  notFound: {
    title: 'لا شيء هنا',
    action: 'إلى المقاطع',
  },
};
