/*
 * ar-map.ts: what the data map says of each field (why, how long, where), and why a value is not shown, in Arabic,
 * by its English words (phrases.ts). It comes with the pages that show the map; tests/check_said.py holds it to it.
 */
import './ar'; /* as ar-pages.ts does */
import { learn, type Phrases } from './phrases';

const numbers = new Intl.NumberFormat('ar');
const shown = (n: number): string => numbers.format(n);
/* Names that stand in the map as they are. */
const code = (name: string): string => `\u2066${name}\u2069`;

const where: Phrases = {
  "custodiand's database": 'قاعدة بيانات أمين المفاتيح',
  "custodiand's database, wrapped by the region's key":
    'قاعدة بيانات أمين المفاتيح، مغلَّفا بمفتاح المنطقة',
  "custodiand's database, as an Argon2id hash": `قاعدة بيانات أمين المفاتيح، بصمة ${code('Argon2id')}`,
  "custodiand's database, sealed with the person's key":
    'قاعدة بيانات أمين المفاتيح، مشفَّرا بمفتاح صاحبه',
  "custodiand's database, as a BLAKE2b hash": `قاعدة بيانات أمين المفاتيح، بصمة ${code('BLAKE2b')}`,
  "custodiand's database, as a SHA-256 digest": `قاعدة بيانات أمين المفاتيح، بصمة ${code('SHA-256')}`,
  "custodiand's database, as a BLAKE2b hash with the region's mac_key": `قاعدة بيانات أمين المفاتيح، بصمة ${code('BLAKE2b')} بالمفتاح ${code('mac_key')} للمنطقة`,
  "custodiand's database, sealed with the person's key; of a legal notice with the office's key":
    'قاعدة بيانات أمين المفاتيح، مشفَّرا بمفتاح صاحبه؛ وفي البلاغ القانوني بمفتاح المكتب',
  "custodiand's database, sealed with the office's key":
    'قاعدة بيانات أمين المفاتيح، مشفَّرا بمفتاح المكتب',
  "custodiand's database, as a keyed hash of the two":
    'قاعدة بيانات أمين المفاتيح، بصمة بمفتاح من الاثنين معا',
  "custodiand's database of keys": 'قاعدة المفاتيح لدى أمين المفاتيح',
  "custodiand's database of keys, wrapped by the region's key":
    'قاعدة المفاتيح لدى أمين المفاتيح، مغلَّفا بمفتاح المنطقة',
  "edged's database": 'قاعدة بيانات خادم الويب',
  "edged's database; shown to its author only until the video is public":
    'قاعدة بيانات خادم الويب؛ لا يظهر إلا لصاحبه حتى يُنشر المقطع',
  "edged's database, sealed with the person's key": 'قاعدة بيانات خادم الويب، مشفَّرا بمفتاح صاحبه',
  "edged's database, sealed with the person's key, with a number of its own for each audience":
    'قاعدة بيانات خادم الويب، مشفَّرا بمفتاح صاحبه، برقم خاص لكل فئة ممن يشاهدون',
  "edged's database, sealed with the person's key; if it is for followers, with a number of its own, and so if it waits to be for everybody, or was refused":
    'قاعدة بيانات خادم الويب، مشفَّرا بمفتاح صاحبه؛ فإن كان للمتابعين، أو كان ينتظر أن يتاح للجميع، أو رُفض، فبرقم خاص به',
  "edged's database; empty but for an upload that an older version began":
    'قاعدة بيانات خادم الويب؛ فارغ إلا في رفع بدأته نسخة أقدم',
  "edged's database; only once the video is public for everybody":
    'قاعدة بيانات خادم الويب؛ متى نُشر المقطع للجميع لا قبل ذلك',
  "edged's database, sealed with the person's key, as the pieces are":
    'قاعدة بيانات خادم الويب، مشفَّرا بمفتاح صاحبه كسائر القطع',
  "edged's file, piece by piece, sealed with the person's key":
    'ملف لدى خادم الويب، قطعة قطعة، مشفَّرا بمفتاح صاحبه',
  "edged's database, as a SHA-256 hash": `قاعدة بيانات خادم الويب، بصمة ${code('SHA-256')}`,
  "edged's database, sealed with the key of who said it":
    'قاعدة بيانات خادم الويب، مشفَّرا بمفتاح من قاله',
  "edged's database, sealed with the person's key, in one of four lengths":
    'قاعدة بيانات خادم الويب، مشفَّرا بمفتاح صاحبه، بأحد أربعة أطوال',
  "gate's file": 'ملف لدى المشرف',
  "gate's socket, for its own user alone": 'مقبس لدى المشرف، لمستخدمه وحده',
  "custodiand's file, readable by it alone": 'ملف لدى أمين المفاتيح، لا يقرؤه سواه',
  "custodiand's file, written by the operator": 'ملف لدى أمين المفاتيح، يكتبه مشغل الخدمة',
  "custodiand's file": 'ملف لدى أمين المفاتيح',
  "custodiand's file, in a folder that the operator named, outside the region's":
    'ملف لدى أمين المفاتيح، في مجلد حدده مشغل الخدمة خارج مجلد المنطقة',
  "edged's file, readable by it alone": 'ملف لدى خادم الويب، لا يقرؤه سواه',
  "edged's file; shown to its author only until the video is public":
    'ملف لدى خادم الويب؛ لا يظهر إلا لصاحبه حتى يُنشر المقطع',
  "edged's file": 'ملف لدى خادم الويب',
  "the operator's file, in a folder of their choice": 'ملف لدى مشغل الخدمة، في مجلد يختاره',
  "the operator's file, in a folder of their choice, sealed to the backup key":
    'ملف لدى مشغل الخدمة، في مجلد يختاره، مشفَّرا لمفتاح النسخ الاحتياطية',
  "the operator's file, in a folder of their choice, sealed to the backup key and the week's":
    'ملف لدى مشغل الخدمة، في مجلد يختاره، مشفَّرا لمفتاح النسخ الاحتياطية ومفتاح الأسبوع',
  "the operator's file, in a folder of their choice, apart from region and backups":
    'ملف لدى مشغل الخدمة، في مجلد يختاره، بعيدا عن المنطقة والنسخ الاحتياطية',
  "edged's file, piece by piece, sealed with the person's key; if it is for followers, with a number of its own":
    'ملف لدى خادم الويب، قطعة قطعة، مشفَّرا بمفتاح صاحبه؛ فإن كان للمتابعين فبرقم خاص به',
  "custodiand's file, served to everybody": 'ملف لدى أمين المفاتيح، متاح للجميع',
  "gate's standard error": 'ما يكتبه المشرف عن عمله',
};

const howLong: Phrases = {
  'as long as the region': 'ما دامت المنطقة',
  'until the account ends': 'حتى يُحذف الحساب',
  'until the session ends, at most 90 days': `حتى تنتهي الجلسة، ${shown(90)} يوما على الأكثر`,
  "two minutes after the person's consent": 'دقيقتان بعد موافقة صاحب الحساب',
  'a year after its last sign-in': 'سنة بعد آخر تسجيل دخول منه',
  'until the code is used or replaced': 'حتى يُستخدم الرمز أو يُستبدل',
  'until the passkey is removed or the account ends': 'حتى يُزال مفتاح المرور أو يُحذف الحساب',
  "until the person's data are destroyed and the ledger says so":
    'حتى تُتلف بيانات الشخص ويقول السجل العام ذلك',
  "as long as the region; a person's number until their account ends":
    'ما دامت المنطقة؛ ورقم الشخص حتى يُحذف حسابه',
  '180 days after it was closed': `${shown(180)} يوما بعد إغلاقه`,
  "180 days after its case was closed, or until its reporter's account ends": `${shown(180)} يوما بعد إغلاق القضية، أو حتى يُحذف حساب من أبلغ`,
  'until the account ends; of an answer that is open then, without whose it was, until another member decides about it':
    'حتى يُحذف الحساب؛ أما الرد الذي ينتظر حينئذ فيبقى بلا اسم صاحبه حتى يبت فيه عضو آخر',
  'a day after it ended, once the ledger has how much was opened':
    'يوم بعد انتهائها، متى دُوّن في السجل العام كم فُتح فيها',
  'until it is ended, or either account ends': 'حتى تُلغى المتابعة أو يُحذف أحد الحسابين',
  "until the block is lifted or its author's account ends": 'حتى يُلغى الحظر أو يُحذف حساب من حظر',
  'ten minutes, in which it is one look': 'عشر دقائق، تُعد فيها نظرة واحدة',
  'until the ledger has it': 'حتى يُدوَّن في السجل العام',
  'a year after they left': 'سنة بعد المغادرة',
  'until it is changed or the account ends': 'حتى يتغير أو يُحذف الحساب',
  'until it is replaced or taken away, or the account ends': 'حتى تُستبدل أو تُزال أو يُحذف الحساب',
  'until its job ends': 'حتى تنتهي مهمته',
  "until the video or its author's account ends": 'حتى يُحذف المقطع أو حساب صاحبه',
  'until its renditions are made or given up, or the video is refused; a day longer if the reason may pass':
    'حتى تُصنع أحجامه أو يُتخلى عنها أو يُرفض المقطع؛ ويوما بعد ذلك إن كان السبب قد يزول',
  "until the video or its author's account ends; or until it is for everybody":
    'حتى يُحذف المقطع أو حساب صاحبه، أو حتى يتاح للجميع',
  'until they are replaced or removed, or the video or the account ends; or until the video is for everybody':
    'حتى تُستبدل أو تُزال أو يُحذف المقطع أو الحساب، أو حتى يتاح المقطع للجميع',
  'until a day after its last byte, or until it is given up':
    'يوم بعد آخر ما وصل منه، أو حتى يُلغى الرفع',
  "until the file is the video's": 'حتى يصير الملف ملف المقطع',
  'until it is a video, or is given up': 'حتى يصير مقطعا أو يُلغى الرفع',
  "until the video or its author's account ends; or until it is public for everybody":
    'حتى يُحذف المقطع أو حساب صاحبه، أو حتى يُنشر للجميع',
  'until the next start': 'حتى التشغيل التالي',
  "until its author or the video's removes it, or what it answers, or one of these accounts or the video ends":
    'حتى يحذفه كاتبه أو صاحب المقطع، أو يُحذف ما يرد عليه أو أحد هذين الحسابين أو المقطع',
  'until that is so': 'حتى يصير كذلك',
  '90 days, if newer ones leave it room; or until what it tells of is gone': `${shown(90)} يوما إن لم تزاحمه إشعارات أحدث، أو حتى يزول ما يخبر به`,
  'until that is gone, seconds later': 'حتى يزول ذلك بعد ثوان',
  'until they are replaced or removed, or the video or the account ends':
    'حتى تُستبدل أو تُزال أو يُحذف المقطع أو الحساب',
  'until the file is removed, at most a minute': 'حتى يُحذف الملف، دقيقة على الأكثر',
  'until its owner next watches or looks at their history':
    'حتى يشاهد صاحبه شيئا أو يفتح سجل مشاهداته',
  'until the block is undone, or the account of who blocked ends':
    'حتى يُلغى الحظر أو يُحذف حساب من حظر',
  'while the region runs': 'ما دامت المنطقة تعمل',
  'until the operator asks nobody': 'حتى لا يسأل مشغل الخدمة أحدا',
  'until the newer one is there, or that witness is not asked any more':
    'حتى يوجد السجل الأحدث، أو لا يعود ذلك الشاهد يُسأل',
  'until all keys are rewrapped': 'حتى يُعاد تغليف كل المفاتيح',
  "until the backup's parts are sealed; then overwritten":
    'حتى تُشفَّر أجزاء النسخة الاحتياطية؛ ثم يُكتب فوقه',
  'until its first start': 'حتى أول تشغيل لها',
  'until the backup is made': 'حتى تُنشأ النسخة الاحتياطية',
  'until the job is done': 'حتى تنتهي المهمة',
  'while somebody is asked to cosign': 'ما دام هناك من يُسأل أن يوقع',
  'as long as the operator keeps the backup': 'ما دام مشغل الخدمة يحتفظ بالنسخة الاحتياطية',
  "as the backup; it opens to nobody once its week's key is destroyed":
    'مدة بقاء النسخة الاحتياطية؛ ولا يُفتح لأحد متى أُتلف مفتاح أسبوعه',
  "35 days from the week's beginning, when the next backup is made or the operator tidies": `${shown(35)} يوما من بداية الأسبوع، عند إنشاء النسخة التالية أو حين ينظف مشغل الخدمة`,
  "as long as the operator keeps gate's output": 'ما دام مشغل الخدمة يحتفظ بما كتبه المشرف',
};

/* Of the person and how they get in. */
const people: Phrases = {
  'which schema this is': 'أي مخطط هذا',
  'one row only': 'قيد واحد لا غير',
  "the region's name": 'اسم المنطقة',
  'which region key the data was sealed with': 'أي مفتاح للمنطقة شُفرت به البيانات',
  'which keys.db belongs to this database': `أي ملف ${code('keys.db')} يخص قاعدة البيانات هذه`,
  'hashes that nobody else can check, those of recovery codes among them':
    'لبصمات لا يستطيع غيرنا التحقق منها، ومنها بصمات رموز الاسترداد',
  'names the person in public rows': 'يدل على الشخص في القيود العامة',
  'the name a person signs in and is shown by': 'الاسم الذي يسجل به الشخص دخوله ويظهر به',
  'to check a sign-in': 'للتحقق من تسجيل الدخول',
  'joins a person to their sealed rows': 'يصل الشخص بقيوده المشفَّرة',
  'so that a repeated sign-up takes effect once': 'كي لا يُنشأ الحساب مرتين إن تكرر الطلب',
  'when the account was made': 'متى أُنشئ الحساب',
  'that the person is old enough for an account, and is not asked again':
    'أن الشخص بلغ العمر اللازم للحساب، فلا يُسأل مرة أخرى',
  'whether the birth date was corrected, which it may be once':
    'هل صُحح تاريخ الميلاد، وهو يُصحَّح مرة واحدة',
  "the person's own address, if they gave one": 'بريد الشخص الإلكتروني، إن ذكره',
  'so that nobody but its owner can tell whose entry of the ledger is about them':
    'كي لا يعرف سوى صاحبه أي قيد في السجل العام يخصه',
  'whether the person leaves': 'هل طلب الشخص حذف حسابه',
  'when their data will be destroyed': 'متى تُتلف بياناته',
  'to know a session by its token': 'لمعرفة الجلسة برمزها',
  'whose session it is': 'لمن الجلسة',
  'so that a repeated sign-in takes effect once': 'كي لا يسري تسجيل الدخول مرتين إن تكرر الطلب',
  'the oldest session ends first': 'لتنتهي أقدم جلسة أولا',
  'when the session ends': 'متى تنتهي الجلسة',
  'how many fields it opened, to limit them': 'كم حقلا فتحت، كي يكون لذلك حد',
  "names a session in its owner's list": 'يدل على الجلسة في قائمة صاحبها',
  'the day a session was last used, for its owner': 'آخر يوم استُخدمت فيه الجلسة، لصاحبها',
  "by which its owner knows a session: a browser's and a system's name":
    'ما يعرف به صاحبها الجلسة: اسم المتصفح والنظام',
  "what a client may do with it; 0: it is a browser of the person's own": `ما يجوز للبرنامج أن يفعله بها؛ ${shown(0)}: هي لمتصفح صاحبها`,
  'to know a code that a client brings': 'لمعرفة الرمز الذي يأتي به برنامج',
  'who lets a client in': 'من سمح للبرنامج بالدخول',
  'for what': 'بماذا سمح',
  'so that no other client uses the code': 'كي لا يستخدم الرمز برنامج آخر',
  'until when the code holds': 'إلى متى يصلح الرمز',
  'so that the code works once': 'كي لا يعمل الرمز إلا مرة واحدة',
  "to know a browser that signed in before, so that others' guesses do not keep it out":
    'لمعرفة متصفح سُجل الدخول منه من قبل، كي لا تمنعه تخمينات غيره',
  'who signed in with that browser': 'من سجل الدخول بذلك المتصفح',
  'the day of its last sign-in': 'يوم آخر تسجيل دخول منه',
  'whose recovery code it is': 'لمن رمز الاسترداد',
  'to check a recovery code': 'للتحقق من رمز استرداد',
  "names a passkey in its owner's list": 'يدل على مفتاح المرور في قائمة صاحبه',
  "the passkey's own name, by which it is found": 'اسم مفتاح المرور نفسه الذي يُعرف به',
  'whose passkey it is': 'لمن مفتاح المرور',
  "checks the passkey's signatures": 'للتحقق من توقيعات مفتاح المرور',
  'shows that a passkey was copied': 'يُظهر أن مفتاح المرور نُسخ',
  'that its counter went back, for its owner': 'أن عداده رجع إلى الوراء، لصاحبه',
  'when it was added, for its owner': 'متى أُضيف، لصاحبه',
  'the day it was last used, for its owner': 'آخر يوم استُخدم فيه، لصاحبه',
  'what its owner calls it': 'ما يسميه به صاحبه',
  'the entry that the ledger will have': 'القيد الذي سيكون في السجل العام',
  'whose data edged has to remove': 'من سيحذف خادم الويب بياناته',
  'which sealed rows edged has to remove': 'أي قيود مشفَّرة سيحذفها خادم الويب',
  'whether the ledger has the entry': 'هل دُوّن القيد في السجل العام',
  'so that nobody takes the handle of a person who left': 'كي لا يأخذ أحد اسم مستخدم من غادر',
  'the last day of that': 'آخر يوم لذلك',
  'which custodian.db these keys belong to': `أي ملف ${code('custodian.db')} تخصه هذه المفاتيح`,
  'whose key it is': 'لمن المفتاح',
  "seals this person's fields": 'يشفر حقول هذا الشخص',
  "shown as a video's author": 'يظهر صاحبا للمقطع',
  "the day of it is shown on the person's page": 'يظهر يومه على صفحة الشخص',
  'the name that a person is shown by': 'الاسم الذي يظهر به الشخص',
  'what a person says of themselves': 'ما يقوله الشخص عن نفسه',
  'how many follow the person': 'كم شخصا يتابعه',
  'how many the person follows': 'كم شخصا يتابع',
  "names the person's picture, beside their handle": 'اسم صورة الشخص، بجانب اسم المستخدم',
  'names a picture while it is made': 'اسم الصورة أثناء صنعها',
};

/* Of the office, what is reported and what is decided. */
const office: Phrases = {
  'what was signed, as the ledger has it': 'ما وُقّع، كما هو في السجل العام',
  'a key, which is a member of the office': 'مفتاح، هو عضو في المكتب',
  'added, or removed': 'أُضيف أو أُزيل',
  "whose member signs; no person's name": 'الجهة التي يوقع عضوها؛ ليس اسم شخص',
  'where the ledger has it': 'موضعه في السجل العام',
  'names a decision of the office': 'يدل على قرار للمكتب',
  'which one it takes the place of': 'القرار الذي يحل محله',
  'video, comment or person': 'مقطع أو تعليق أو شخص',
  'what it is about, by number': 'ما يتعلق به، برقمه',
  'what it is about: a video or comment by its number, a person by a commitment':
    'ما يتعلق به: مقطع أو تعليق برقمه، أو شخص بالتزام',
  'what holds because of it': 'ما يسري بسببه',
  'the word of warning': 'كلمة التحذير',
  'why, by code': 'السبب، برمزه',
  'whose key signed it': 'مفتاح من وقعه',
  'who may read the reason': 'من يجوز له أن يقرأ السبب',
  'why, in words, for the one whom it is about': 'السبب بالكلام، لمن يتعلق به',
  'what a member of the office signed; it names nobody': 'ما وقعه عضو في المكتب؛ لا يسمي أحدا',
  'until when it may be answered': 'إلى متى يمكن الرد عليه',
  "names a case at the office's desk": 'يدل على قضية في المكتب',
  'what was reported, by number': 'ما أُبلغ عنه، برقمه',
  'whether it was decided': 'هل قُرر فيها',
  'since when it waits': 'منذ متى تنتظر',
  'when something was added': 'متى أُضيف إليها شيء',
  'since when it is kept': 'منذ متى تُحفظ',
  'the decision that ended it': 'القرار الذي أنهاها',
  'the decision that was answered, so that another member decides':
    'القرار الذي رُد عليه، كي يبت فيه عضو آخر',
  'how many reports and notices are in it': 'كم إبلاغا وبلاغا قانونيا فيها',
  'whether people reported it, a legal notice did, its author answered':
    'هل أبلغ عنه الناس، أو جاء به بلاغ قانوني، أو رد صاحبه',
  'for which grounds it was reported': 'الأسباب التي أُبلغ عنه لأجلها',
  'names a report': 'يدل على إبلاغ',
  'which case it belongs to': 'القضية التي ينتمي إليها',
  'who reported, for them alone; 0: a legal notice by anyone': `من أبلغ، له وحده؛ ${shown(0)}: بلاغ قانوني من أي أحد`,
  'what is wrong, by code': 'المشكلة، برمزها',
  "what is wrong, in words, for the office's desk": 'المشكلة بالكلام، للمكتب',
  "name and e-mail address of whoever gives a legal notice, for the office's desk":
    'اسم مقدم البلاغ القانوني وبريده الإلكتروني، للمكتب',
  'so that whoever gave a legal notice sees what became of it':
    'كي يرى مقدم البلاغ القانوني ما آل إليه',
  'when it was reported': 'متى أُبلغ عنه',
  'which decision its author answered': 'القرار الذي رد عليه صاحبه',
  'whose answer it is': 'لمن الرد',
  "what the author says to the decision, for the office's desk":
    'ما يقوله صاحب الشأن في القرار، للمكتب',
  'why the decision stays as it is, in words, for its author':
    'لماذا يبقى القرار كما هو، بالكلام، لصاحب الشأن',
  "with the words it opens the answer's entry in the ledger, for its author":
    'يفتح مع الكلام قيد الرد في السجل العام، لصاحبه',
  'what became of the answer': 'ما آل إليه الرد',
  'the decision that the answer led to': 'القرار الذي أدى إليه الرد',
  'when it was given': 'متى قُدم',
  'the statement that let a member in, once': 'البيان الذي أدخل عضوا، مرة واحدة',
  'to know a sitting at the desk by its token': 'لمعرفة جلسة المكتب برمزها',
  'when it ends': 'متى تنتهي',
  'how much was opened in it': 'كم فُتح فيها',
  'in which sitting media were looked at': 'في أي جلسة للمكتب نُظر إلى صورة أو مقطع',
  "whose, so that a player's requests are one look": 'لمن هي، كي تُعد طلبات المشغل نظرة واحدة',
  'how much of that the ledger has': 'كم دُوّن من ذلك في السجل العام',
  'since when': 'منذ متى',
  'which case was closed by it': 'القضية التي أُغلقت به',
  'what a member signed; it names nobody': 'ما وقعه عضو؛ لا يسمي أحدا',
  'when it was taken': 'متى أُخذ',
  'the order of entries that are due': 'ترتيب القيود المستحقة',
  'which entry the ledger is to have': 'القيد الذي سيكون في السجل العام',
  'of what took effect': 'لما سرى',
  'a number that the entry has': 'رقم في القيد',
  'another one': 'رقم آخر',
  'who is told of it': 'من يُخبَر به',
  "what is hidden or labelled, by number; outside, the decision's subject stands for it":
    'ما أُخفي أو وُسم، برقمه؛ أما خارج هنا فيدل عليه موضوع القرار',
  'shown, labelled or hidden': 'معروض أو موسوم أو محجوب',
  'which decision made it so': 'القرار الذي جعله كذلك',
};

/* Of videos and what is made of them. */
const videos: Phrases = {
  'who shares with their followers': 'من يشارك مع متابعيه',
  'how often they began it or ended it': 'كم مرة بدأ ذلك أو أنهاه',
  'whom they follow, of those who share': 'من يتابعه من المشاركين',
  'who follows, and sees what is shared': 'من يتابع ويرى ما يُشارَك',
  'who lets somebody not follow': 'من منع غيره من المتابعة',
  'whom: a block that custodiand holds, too': 'من مُنع: حظر يحفظه أمين المفاتيح أيضا',
  'names the video': 'يدل على المقطع',
  'its author': 'صاحبه',
  'shown with the video': 'يظهر مع المقطع',
  'where the video stands': 'حالة المقطع',
  'names the uploaded file': 'اسم الملف المرفوع',
  'how long the uploaded file is': 'حجم الملف المرفوع',
  'how large its captions are, for the quota': 'حجم ترجماته المكتوبة، للحصة',
  'how often its job was tried': 'كم مرة جُرب تجهيزه',
  'when its job may be tried again, or its original is deleted':
    'متى يُجرَّب تجهيزه مرة أخرى، أو يُحذف أصله',
  'when its job began': 'متى بدأ تجهيزه',
  'why it was refused, for its author': 'لماذا رُفض، لصاحبه',
  'a number in that reason': 'رقم في ذلك السبب',
  'a word in that reason': 'كلمة في ذلك السبب',
  'when it was uploaded': 'متى رُفع',
  'orders the newest videos': 'لترتيب أحدث المقاطع',
  'for the player': 'للتشغيل',
  'where its larger renditions stand': 'حالة أحجامه الأكبر',
  'names the still picture': 'اسم صورة الغلاف',
  'colours to show before the picture': 'ألوان تُعرض قبل الصورة',
  'names the pictures for scrubbing': 'اسم الصور الصغيرة للتنقل في المقطع',
  'where a picture is in it': 'موضع الصورة فيها',
  'how many pictures it has': 'عدد صورها',
  'the size of a picture': 'حجم الصورة',
  'how often it was watched, by whomever': 'كم مرة شوهد، أيا كان من شاهده',
  'where the part begins that its author keeps': 'أين يبدأ الجزء الذي يبقيه صاحبه',
  'where it ends': 'أين ينتهي',
  'which moment its author wants as its still picture': 'اللحظة التي يريدها صاحبه صورة للغلاف',
  'what its sound is called': 'اسم صوته',
  'whom its author lets see it': 'من يسمح له صاحبه بمشاهدته',
  'a video that is not for everybody, or not yet: its title and what its sound is called':
    'مقطع ليس للجميع، أو ليس لهم بعد: عنوانه واسم صوته',
  'a video that is not for everybody: its colours, and hashes of its pictures, as in picture_hash': `مقطع ليس للجميع: ألوانه، وبصمات صوره كما في ${code('picture_hash')}`,
  'a video that is not for everybody, or not yet: its captions and their label':
    'مقطع ليس للجميع، أو ليس لهم بعد: ترجمته المكتوبة واسمها',
  "the video's, once it is one": 'للمقطع، متى صار مقطعا',
  'names a file that is being written because its video is to be seen by others than before':
    'اسم ملف يُكتب الآن لأن من يشاهد مقطعه يتغير',
  'how many like it, whoever they are': 'كم شخصا أعجبه، أيا كانوا',
  'ranks the video, of signed-in viewers, each once: how many watched it':
    'لترتيب المقطع، من المشاهدين المسجل دخولهم، كل مرة واحدة: كم شاهده',
  'ranks the video, of signed-in viewers, each once: what parts of it they watched, added up':
    'لترتيب المقطع، من المشاهدين المسجل دخولهم، كل مرة واحدة: مجموع ما شاهدوه من أجزائه',
  'ranks the video, of signed-in viewers, each once: how many watched it to its end':
    'لترتيب المقطع، من المشاهدين المسجل دخولهم، كل مرة واحدة: كم شاهده إلى نهايته',
  'ranks the video, of signed-in viewers, each once: how many were not interested':
    'لترتيب المقطع، من المشاهدين المسجل دخولهم، كل مرة واحدة: كم لم يهتم به',
  'a hashtag of the title, to find the video by': 'وسم في العنوان، يُعثر به على المقطع',
  'whose title has it': 'المقطع الذي هو في عنوانه',
  'a video of an older version, whose hashtags are to be read': 'مقطع من نسخة أقدم ستُقرأ وسومه',
  'words of a title, captions, a handle or a name, in small letters, to find the video or person by':
    'كلمات من عنوان أو ترجمة مكتوبة أو اسم مستخدم أو اسم، بأحرف صغيرة، يُعثر بها على المقطع أو الشخص',
  'whose text has it': 'صاحب النص الذي هي فيه',
  'how many words the text has': 'عدد كلمات النص',
  'keeps an index of words in order': 'يحفظ ترتيب فهرس الكلمات',
  'words, and which texts have them': 'كلمات، وأي النصوص فيها',
  'of which index words were dropped': 'الفهرس الذي أزيلت منه كلمات',
  'how often since its parts were merged': 'عدد المرات منذ دمج أجزائه',
  'how often they were merged since it was made anew': 'عدد مرات دمجها منذ إنشائه من جديد',
  "until the video, its author's account or the text ends and the index is merged, mostly within minutes":
    'حتى ينتهي المقطع أو حساب صاحبه أو النص ويُدمج الفهرس، وغالبا خلال دقائق',
  'which start of edged': 'أي تشغيل لخادم الويب',
  'how often it wrote how much is watched and liked, of all videos together':
    'كم مرة كتب أعداد المشاهدات والإعجابات، لكل المقاطع معا',
  'whether a video or a person': 'مقطع أم شخص',
  'a video or a person of an older version, whose words are to be read':
    'مقطع أو شخص من نسخة أقدم ستُقرأ كلماته',
  'a video that is gone, of which what was said about it still goes':
    'مقطع حُذف، وما زال يُحذف ما قيل عنه',
  'which video says it': 'المقطع الذي يقوله',
  'in which language': 'بأي لغة',
  'what the language is called': 'اسم اللغة',
  'names the captions for a player': 'اسم الترجمة للتشغيل',
  'the captions, as they are shown': 'الترجمة كما تُعرض',
  'what they say, to be searched': 'ما تقوله، للبحث فيه',
  'names the upload and its file': 'اسم الرفع وملفه',
  'who may go on with the upload': 'من يجوز له أن يستأنف الرفع',
  "the video's title, once it is one": 'عنوان المقطع، متى صار مقطعا',
  'how long the upload will be': 'كم سيكون حجم الملف',
  'where a broken chunk with a checksum is cut off': 'أين تُقطع قطعة ناقصة لها بصمة',
  'whether its file is sealed': 'هل ملفه مشفَّر',
  'whether that file is sealed': 'هل ذلك الملف مشفَّر',
  "the upload's last bytes, until they fill a piece": 'آخر ما وصل من الملف، حتى تكتمل به قطعة',
  'which piece those begin': 'القطعة التي يبدأ بها ذلك',
  'which video it became, for a client that missed it': 'المقطع الذي صار إليه، لبرنامج لم يعلم به',
  "what the person's program said of the file, to give it back to it":
    'ما قاله برنامج الشخص عن الملف، ليعاد إليه',
  'when the upload began': 'متى بدأ الرفع',
  'when to look whether it was given up': 'متى يُنظر هل تُرك',
  'whose rendition it is': 'المقطع الذي هذا حجم منه',
  'which of them it is': 'أي الأحجام هو',
  "for the player's choice": 'ليختار المشغل',
  'names the file to play': 'اسم ملف التشغيل',
  'names the file to stream': 'اسم ملف البث',
  'for its playlist': 'لقائمة تشغيله',
  'whose picture it is': 'المقطع الذي منه الصورة',
  'when in the video': 'موضعها في المقطع',
  'how much the hash says': 'كم تفيد البصمة',
  'to know a picture again, later; nothing compares it today':
    'لمعرفة الصورة ثانية فيما بعد؛ ولا يقارنها شيء اليوم',
  'whose job may leave the file': 'المقطع الذي قد يترك تجهيزه الملف',
  'which of its files': 'أي ملفاته',
  'to find what a crash left': 'للعثور على ما تركه عطل',
  'names a file of a removed video': 'اسم ملف لمقطع محذوف',
};

/* Of what people say, do and watch. */
const social: Phrases = {
  'how many comments it has': 'عدد تعليقاته',
  'who follows': 'من يتابع',
  'whom they follow': 'من يتابعه',
  'orders the lists of who follows whom': 'لترتيب قوائم من يتابع من',
  'names the comment, and orders comments': 'يدل على التعليق، ويرتب التعليقات',
  'what it is about': 'ما يتعلق به',
  'what it answers': 'ما يرد عليه',
  'what was said about a video that is for everybody': 'ما قيل عن مقطع متاح للجميع',
  'when it was said': 'متى قيل',
  'how many answer it': 'عدد الردود عليه',
  'so that a repeated request takes effect once': 'كي لا يسري الطلب مرتين إن تكرر',
  'what was said about a video that is not for everybody, and whom it names':
    'ما قيل عن مقطع ليس للجميع، ومن ذُكر فيه',
  'a video that is to be seen by others than before, until what was said about it is sealed, or is not':
    'مقطع يتغير من يشاهده، حتى يُشفَّر ما قيل عنه أو يُفتح',
  'in which comment a person is named': 'التعليق الذي ذُكر فيه شخص',
  'who is named': 'من ذُكر',
  'orders what a person is told of': 'لترتيب إشعارات الشخص',
  'who is told': 'من يُخبَر',
  'what a person is told of': 'ما يُخبَر به الشخص',
  "whose public act it was; of likes nobody's": 'من فعل ذلك علنا؛ ولا يُذكر في الإعجابات أحد',
  'which video it is about': 'المقطع الذي يتعلق به',
  'which comment it is about': 'التعليق الذي يتعلق به',
  'when it was': 'متى كان',
  'which decision it tells of': 'القرار الذي يخبر به',
  'joins a person to rows of an older version': 'يصل الشخص بقيود من نسخة أقدم',
  "orders a person's watch events": 'لترتيب مشاهدات الشخص',
  'when the event came in': 'متى وصلت',
  "a person's own watch history": 'سجل مشاهدات الشخص',
  'that one person blocked another, so that it holds while they are away; a name that only custodiand makes, for a request of either of the two':
    'أن شخصا حظر آخر، كي يسري ذلك في غيابه؛ اسم لا يصنعه إلا أمين المفاتيح، لطلب من أحد الاثنين',
  'finds the row of who blocked when their account ends, from what only that leads to':
    'للعثور على قيد من حظر حين يُحذف حسابه، مما لا يوصل إليه سوى ذلك',
  "that the region's people, videos and counts were made up for a benchmark, and when":
    'أن الأشخاص والمقاطع والأعداد في المنطقة صُنعت لقياس الأداء، ومتى',
  'where a sealed row stands; drawn by lot': 'موضع القيد المشفَّر؛ يُختار عشوائيا',
  "finds a person's sealed rows, from what only their session opens":
    'للعثور على قيود الشخص المشفَّرة، مما لا تفتحه إلا جلسته',
  'what a person watched, has seen, likes and seems to like, and what they said about their pages, for those pages; what they saved, and whom they muted and blocked':
    'ما شاهده الشخص وما أعجبه وما يبدو أنه يعجبه، وما قاله عن صفحاته، لتلك الصفحات؛ وما حفظه، ومن كتمهم وحظرهم',
};

/* Of files and lines of the log. */
const files: Phrases = {
  "the format and the region's name": 'الصيغة واسم المنطقة',
  'holds room on the disk, and no data': 'يحجز مكانا على القرص، بلا بيانات',
  'holds a file back, empty': 'يحجز ملفا، وهو فارغ',
  'empty: one run at a time holds it': 'فارغ: لا يمسكه إلا تشغيل واحد في كل مرة',
  "the operator's way to gate": 'طريق مشغل الخدمة إلى المشرف',
  'what the backup consists of, by digest': 'مما تتكون النسخة الاحتياطية، ببصماته',
  'the ledger, as it was then': 'السجل العام، كما كان حينها',
  "the region's key and the ledger's, as they were then":
    'مفتاح المنطقة ومفتاح السجل العام، كما كانا حينها',
  'custodian.db, as it was then': `${code('custodian.db')}، كما كان حينها`,
  'keys.db, as it was then': `${code('keys.db')}، كما كان حينها`,
  'app.db, as it was then': `${code('app.db')}، كما كان حينها`,
  'which media the backup has': 'أي وسائط في النسخة الاحتياطية',
  'the media that app.db names, as they were then': `الوسائط التي يسميها ${code('app.db')}، كما كانت حينها`,
  "opens people.part of one week's backups": `يفتح ${code('people.part')} في نسخ أسبوع واحد`,
  'the database, with its log': 'قاعدة البيانات، مع سجلها',
  "the database of people's keys, with its log": 'قاعدة مفاتيح الناس، مع سجلها',
  'which data map and keys the ledger speaks of':
    'قائمة ما يُخزَّن والمفاتيح التي يتحدث عنها السجل العام',
  "what the ledger says of the region's claims": 'ما يقوله السجل العام عن ادعاءات المنطقة',
  'who is asked to cosign the ledger': 'من يُسأل أن يوقع السجل العام',
  'that a witness knows a newer ledger than this one': 'أن شاهدا يعرف سجلا أحدث من هذا',
  "wraps every person's key": 'يغلف مفتاح كل شخص',
  'takes the place of region.key while that is replaced': `يحل محل ${code('region.key')} أثناء استبداله`,
  'backups are sealed to it; its secret half is not here':
    'تُشفَّر له النسخ الاحتياطية؛ ونصفه السري ليس هنا',
  'a database, on its way into a backup': 'قاعدة بيانات، في طريقها إلى نسخة احتياطية',
  'what a region that was restored does first': 'ما تفعله أولا منطقة استُعيدت',
  "signs the ledger's checkpoints": 'يوقع نقاط التحقق في السجل العام',
  'what of the ledger was last promised': 'آخر ما وُعد به من السجل العام',
  'the newest signed checkpoint, so that an older copy of the region is noticed':
    'أحدث نقطة تحقق موقَّعة، كي تُلاحَظ نسخة أقدم من المنطقة',
  'the database, on its way into a backup': 'قاعدة البيانات، في طريقها إلى نسخة احتياطية',
  'which files the backup needs beside it': 'الملفات التي تحتاج إليها النسخة الاحتياطية معها',
  'a file that was removed while a backup needs it': 'ملف حُذف وما زالت نسخة احتياطية تحتاج إليه',
  'what is played': 'ما يُشغَّل',
  'a rendition in pieces, for HLS': `حجم مقسوم إلى قطع، لـ${code('HLS')}`,
  'small pictures of the video, for scrubbing': 'صور صغيرة من المقطع، للتنقل فيه',
  'a still picture of the video': 'صورة ثابتة من المقطع',
  "a person's picture, as mediad made it": 'صورة شخص، كما صنعها معالج المقاطع',
  'a video that is not for everybody: its renditions and pictures': 'مقطع ليس للجميع: أحجامه وصوره',
  "what a person's picture is made of": 'ما تُصنع منه صورة الشخص',
  'what jobs make renditions of': 'ما تُصنع منه الأحجام',
  'an upload under way': 'رفع لم يكتمل',
  'what a job makes, not yet whole': 'ما تصنعه مهمة ولم يكتمل بعد',
  'what a job says of its result': 'ما تقوله مهمة عن نتيجتها',
  "checks the ledger's signatures": 'للتحقق من توقيعات السجل العام',
  "the ledger's signed head": 'رأس السجل العام موقَّعا',
  'the newest signed head that witnesses signed, too': 'أحدث رأس موقَّع وقعه الشهود أيضا',
  "since when each of the region's claims is as it is": 'منذ متى صار كل ادعاء للمنطقة كما هو',
  'how it stands with the witnesses': 'حاله مع الشهود',
  "the ledger's entries and hashes; they name no person": 'قيود السجل العام وبصماته؛ لا تسمي أحدا',
  'which process it is about': 'العملية التي يتعلق بها',
  'which start of that process it is': 'أي تشغيل لتلك العملية',
  'how many of something there are, or were': 'عدد شيء ما، الآن أو من قبل',
  'how long something took, or will take': 'كم استغرق شيء ما، أو سيستغرق',
  'how a process or a request ended': 'كيف انتهت عملية أو انتهى طلب',
  'the words of an error, one of a fixed list': 'وصف خطأ، من قائمة ثابتة',
  'one of several texts that the source has': 'أحد نصوص موجودة في الشيفرة',
  'a random number that names one request': 'رقم عشوائي يدل على طلب واحد',
  'which row of the table of addresses answered, not the address itself':
    'أي صف من جدول العناوين أجاب، لا العنوان نفسه',
  'a number that names one job, from 1 at each start of gate': `رقم يدل على مهمة واحدة، يبدأ من ${shown(1)} عند كل تشغيل للمشرف`,
  'the number that names a video': 'الرقم الذي يدل على مقطع',
  'words on a file, folder or database: their names, never what is in them':
    'كلام عن ملف أو مجلد أو قاعدة بيانات: أسماؤها، لا ما فيها',
  'what the operator wrote on the command line': 'ما كتبه مشغل الخدمة في سطر الأوامر',
  'words of the HTTP library on its own state, off unless asked for': `ما تقوله مكتبة ${code('HTTP')} عن حالها، ولا يُكتب إلا إن طُلب`,
};

/* Why the page about what is kept of oneself does not show a value. */
const notShown: Phrases = {
  'a hash; of no use to you, and of much to whoever looks over your shoulder':
    'بصمة لا تفيدك، وتفيد كثيرا من ينظر إلى شاشتك',
  'a random key that finds your sealed rows; what it finds is shown':
    'مفتاح عشوائي يعثر على قيودك المشفَّرة؛ وما يعثر عليه معروض',
  'a random number of the request that made it, which says nothing about you':
    'رقم عشوائي للطلب الذي أنشأه، لا يقول شيئا عنك',
  'a hash of a secret that only your browser has; of no use to you':
    'بصمة سر لا يملكه إلا متصفحك؛ لا تفيدك',
  'a permission that no client has come for yet; it lasts a minute':
    'إذن لم يأت برنامج لأخذه بعد؛ يبقى دقيقة',
  'a hash of a code that only you have; how many are left is shown':
    'بصمة رمز لا يملكه سواك؛ وعدد ما بقي معروض',
  'there is none while you have an account; the commitment that it would have is shown':
    'لا يوجد ما دام لك حساب؛ والالتزام الذي سيكون له معروض',
  'shown with the decision, of the other database': 'معروض مع القرار، من قاعدة البيانات الأخرى',
  'your number, which is shown with your account': 'رقمك، وهو معروض مع حسابك',
  'opened with your session on the page of decisions about you, where you can answer':
    'يُفتح لجلستك في صفحة القرارات بشأنك، وهناك يمكنك الرد',
  'shown with your report, as case_number': `معروض مع بلاغك، باسم ${code('case_number')}`,
  'of what you reported, shown in your list of reports': 'لما أبلغت عنه، معروض في قائمة بلاغاتك',
  'of what you reported, shown in your list of reports; that others reported what is yours is theirs alone until it is decided about':
    'لما أبلغت عنه، معروض في قائمة بلاغاتك؛ أما إبلاغ الآخرين عما يخصك فلهم وحدهم حتى يصدر فيه قرار',
  'shown in your list of reports': 'معروض في قائمة بلاغاتك',
  "the time of another's report": 'وقت إبلاغ من شخص آخر',
  'shown with the decision that you answered': 'معروض مع القرار الذي رددت عليه',
  "counts others' reports; your own are shown": 'عدد بلاغات الآخرين؛ أما بلاغاتك فمعروضة',
  "of others' reports; your own are shown": 'من بلاغات الآخرين؛ أما بلاغاتك فمعروضة',
  "only of a legal notice, which is nobody's account's": 'للبلاغ القانوني فقط، وهو ليس لحساب أحد',
  'whom you follow is shown': 'من تتابعهم معروضون',
  'whom you blocked is shown': 'من حظرتهم معروضون',
  'a hash that stands for a pair; whom you blocked is shown':
    'بصمة تدل على شخصين معا؛ ومن حظرتهم معروضون',
  'there is none while you have an account': 'لا يوجد ما دام لك حساب',
  'a key that is itself encrypted; it opens nothing outside this region':
    'مفتاح مشفَّر هو نفسه؛ لا يفتح شيئا خارج هذه المنطقة',
  'sealed with your key; the title and the sound are shown with your video':
    'مشفَّر بمفتاحك؛ والعنوان واسم الصوت معروضان مع مقطعك',
  'sealed with your key; numbers of its pictures that a machine compares':
    'مشفَّر بمفتاحك؛ أرقام من صوره تقارنها آلة',
  'sealed with your key; the captions are files of the archive':
    'مشفَّر بمفتاحك؛ والترجمة ملفات في الأرشيف',
  'the captions are files of the archive': 'الترجمة ملفات في الأرشيف',
  'the words of the captions, which are files of the archive':
    'كلمات الترجمة، وهي ملفات في الأرشيف',
  "sealed with your key; your copy has it behind the upload's pieces":
    'مشفَّر بمفتاحك؛ وهو في نسختك بعد قطع الملف المرفوع',
  'sealed with your key; the title is shown with your upload':
    'مشفَّر بمفتاحك؛ والعنوان معروض مع ملفك',
  'a file that is written just now; the row of your video names it once it is whole':
    'ملف يُكتب الآن؛ يذكره قيد مقطعك متى اكتمل',
  'a video that is changed just now; its own row says whom it is for':
    'مقطع يتغير الآن؛ ويقول قيده لمن هو',
  'empty: what an older version left is read before this page can be':
    'فارغ: ما تركته نسخة أقدم يُقرأ قبل أن تُعرض هذه الصفحة',
  'the words of your titles, captions and names, which are shown':
    'كلمات عناوينك وترجماتك المكتوبة وأسمائك، وهي معروضة',
  'a hash of a random text that your browser sent with it, which says nothing':
    'بصمة نص عشوائي أرسله متصفحك معه، لا يقول شيئا',
  "sealed with your key; a HEAD request for the upload's address gives it back to you": `مشفَّر بمفتاحك؛ يعيده إليك طلب ${code('HEAD')} لعنوان الرفع`,
  'names a file that you removed; nothing says any more that it was yours':
    'اسم ملف حذفته؛ لم يعد شيء يقول إنه كان لك',
  'rows of an older version: this page has just put them into your watch history, which is shown':
    'قيود من نسخة أقدم: وضعتها هذه الصفحة الآن في سجل مشاهداتك، وهو معروض',
  'a hash that finds the row; whom you blocked is shown': 'بصمة تعثر على القيد؛ ومن حظرتهم معروضون',
  'where the row stands, drawn by lot; what is in it is shown':
    'موضع القيد، يُختار عشوائيا؛ وما فيه معروض',
  'a hash that finds your sealed rows; what it finds is shown':
    'بصمة تعثر على قيودك المشفَّرة؛ وما تعثر عليه معروض',
  'the rows in it about you are shown one by one': 'ما فيه من قيود عنك معروض واحدا واحدا',
  'the rows in it about you are named one by one': 'ما فيه من قيود عنك مذكور واحدا واحدا',
  'a copy on its way into a backup; the rows that it copies are shown one by one':
    'نسخة في طريقها إلى نسخة احتياطية؛ والقيود التي تنسخها معروضة واحدا واحدا',
  'a copy that no process of the region can read; whoever leaves is erased again in what is restored of it':
    'نسخة لا تستطيع أي عملية في المنطقة قراءتها؛ ومن غادر يُمحى مرة أخرى مما يُستعاد منها',
  'a file of a removed video, kept back until the backup that runs is made':
    'ملف لمقطع محذوف، يُحجز حتى تُنشأ النسخة الاحتياطية الجارية',
  'a file that you have just sent and still have; your picture is made of it and it goes':
    'ملف أرسلته الآن وما زال لديك؛ تُصنع منه صورتك ثم يُحذف',
  'the part of a file that you have sent and still have; it becomes a video or goes':
    'جزء من ملف أرسلته وما زال لديك؛ يصير مقطعا أو يُحذف',
  'a file that a job writes just now; the row of its video names it once it is whole':
    'ملف تكتبه مهمة الآن؛ يذكره قيد مقطعه متى اكتمل',
  'numbers of a job that runs just now; they are shown once it is done':
    'أرقام مهمة تعمل الآن؛ تُعرض متى انتهت',
  "lines of the operator's output, which no process can read back":
    'أسطر مما يُكتب لمشغل الخدمة، لا تستطيع أي عملية قراءتها',
};

learn({
  ...where,
  ...howLong,
  ...people,
  ...office,
  ...videos,
  ...social,
  ...files,
  ...notShown,
});
