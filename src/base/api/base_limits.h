/*
 * base_limits.h: every number that an operator or an attacker could push against, with its reason.
 * A size that belongs to one format stands beside that format.
 */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#define KIB ((size_t)1024)
#define MIB (1024 * KIB)
#define GIB (1024 * MIB)

enum {
    /* Messages between processes. */
    LIMIT_MESSAGE = 64 * 1024, /* a frame: well under a socket pair's 212,992 bytes */
    LIMIT_MESSAGE_FDS = 8,     /* a job's files */
    LIMIT_ASK_ITEMS = 64,      /* fields per request: 2.3 µs each instead of 75 alone */
    LIMIT_CHANNELS = 8,        /* edged's ways to custodiand: 4 quick threads, 4 patient ones */
    LIMIT_ASK_WAIT_MS = 10000, /* a restart of custodiand takes well under one second */

    /* People. */
    LIMIT_HANDLE_MIN = 3,
    LIMIT_HANDLE = 24, /* fits a line of a 360 px screen */
    LIMIT_PASSWORD_MIN = 10,
    LIMIT_PASSWORD = 256,    /* longer only costs hashing */
    LIMIT_FIELD = 32 * 1024, /* one protected field: the hot part of a viewer's state */
    LIMIT_SESSION_DAYS = 90,
    LIMIT_SESSIONS_PER_ACCOUNT = 50,  /* the oldest ends when one more begins */
    LIMIT_OPENS_PER_SESSION = 100000, /* fields opened with one session: a stolen one runs dry */
    LIMIT_OPENS_AHEAD = 2000, /* of these, counted before they are made: one write for all */
    LIMIT_ALLOWANCES = 4096, /* sessions that have some left: 160 KiB; another gives its own back */
    LIMIT_SIGN_QUEUE = 32,   /* password hashes waiting: about one second of work; then 503 */
    LIMIT_SIGN_WORKERS = 2,
    LIMIT_LABEL = 64,               /* what a session or a passkey is called: one line of a list */
    LIMIT_EMAIL = 254,              /* the longest that mail can be sent to (RFC 5321) */
    LIMIT_AGE_YEARS = 13,           /* the youngest who may have an account */
    LIMIT_RECOVERY_CODES = 10,      /* fit one page, and last for years */
    LIMIT_DEVICES_PER_ACCOUNT = 50, /* browsers known; the one that is away longest is forgotten */
    LIMIT_DEVICE_DAYS = 365,
    LIMIT_PASSKEYS = 20,           /* of one person: their list fits one answer */
    LIMIT_CREDENTIAL = 1023,       /* bytes of a passkey's own name: the standard's */
    LIMIT_PASSKEY_KEY = 600,       /* its public key: RSA of 4096 bits, the longest taken */
    LIMIT_CLIENT_DATA = 2048,      /* what the browser says: about 150 bytes, and what it may add */
    LIMIT_PASSKEY_EVIDENCE = 4096, /* what the authenticator says, with certificates we skip */
    LIMIT_SIGNATURE = 512,         /* RSA of 4096 bits */
    LIMIT_CLIENT_PLACE = 512,      /* bytes of the address at which a client waits for its answer */
    LIMIT_CLIENT_STATE = 512,      /* what a client gives along and gets back */
    LIMIT_PERMIT_MS = 60 * 1000,   /* from a person's consent to the client's session */
    LIMIT_CHALLENGE_MS = 5 * 60 * 1000, /* to find the phone */
    LIMIT_CHALLENGES_USED = 8192, /* remembered until they are too old: 27 sign-ins a second */
    LIMIT_WEB_ORIGINS = 4,        /* addresses of one region */
    LIMIT_WEB_ORIGIN = 128,
    LIMIT_GUESS_BURST = 20,    /* wrong passwords at once: more than anybody's own mistakes */
    LIMIT_GUESS_PER_HOUR = 20, /* and from then on: 480 guesses a day find no password */
    LIMIT_GUESS_SLOTS = 16384, /* buckets of them remembered, 24 bytes each; the fullest goes */
    LIMIT_GUESS_RETRY_S = 180, /* until the next try: an hour over LIMIT_GUESS_PER_HOUR */
    LIMIT_REWRAP = 256,        /* user keys rewrapped in one round: about 5 ms that others wait */
    LIMIT_LEAVE_DAYS = 7,      /* in which somebody who leaves may think better of it */
    LIMIT_HANDLE_KEPT_DAYS =
        365,            /* a handle of somebody who left is nobody's: links still name it */
    LIMIT_ERASURES = 8, /* accounts erased in one round: some hundred rows each, at the most */
    LIMIT_GONE = 1024,  /* newest people who left: requests of theirs may be under way, minutes */
    LIMIT_LEAVE_VIDEOS = 16,         /* removed in one transaction, with all that hangs on them */
    LIMIT_LEAVE_LOOK_MS = 60 * 1000, /* how often edged asks who has left */
    LIMIT_LEAVE_RETRY_MS = 1000,     /* custodiand is away, or a reader is in the way: soon again */
    LIMIT_NAME = 50, /* characters of the name that a person is shown by: one line */
    LIMIT_BIO = 300, /* of what a person says of themselves: a few lines */
    LIMIT_FOLLOWS =
        2000, /* people that one follows: a page of their videos looks at each of them */
    LIMIT_FOLLOW_BURST = 60,      /* begun at once by one person, */
    LIMIT_FOLLOW_PER_MINUTE = 30, /* and from then on: a list made anew, and no machine's */
    LIMIT_AUDIENCE_BURST = 120,   /* times one person says whom videos are for at once: a year's, */
    LIMIT_AUDIENCE_PER_MINUTE = 12, /* and from then on: each may be two entries of the ledger */
    LIMIT_COMMENT = 500,            /* characters of a comment */
    LIMIT_MENTIONS = 10,  /* people that a comment names and who are told: a table, and no crowd */
    LIMIT_REPLIES = 1000, /* to one comment: they go with it, in one transaction */
    LIMIT_COMMENT_KEY = 64,   /* characters of the key by which a repeated comment is known */
    LIMIT_COMMENTS_DAY = 500, /* of one person: a lively day, and a bound on what one can fill */
    LIMIT_COMMENT_BURST = 20, /* of one person at once, */
    LIMIT_COMMENT_PER_MINUTE = 20, /* and from then on: nobody writes faster */
    LIMIT_STORM_BURST = 200,       /* comments on one video at once, by whomever, */
    LIMIT_STORM_PER_MINUTE = 600,  /* and from then on: nobody reads faster */
    LIMIT_NOTICES = 300,           /* kept of one person: the oldest goes; fifteen pages */
    LIMIT_NOTICE_DAYS = 90,
    LIMIT_NOTICE_LIKES_MS = 3600 * 1000, /* before likes of the same thing are told of again */
    LIMIT_LISTENERS =
        256, /* pages that wait for news: a quarter of all connections, 128 bytes each */
    LIMIT_LISTENERS_PERSON = 6,   /* of one person: tabs and devices */
    LIMIT_EVENTS_LOOK_MS = 500,   /* between two looks for news */
    LIMIT_EVENTS_BEAT_MS = 15000, /* between two signs of life: well under LIMIT_IDLE_S */
    LIMIT_SWEEP = 500, /* rows removed in one transaction: some milliseconds that others wait */
    LIMIT_LEAVE_COMMENTS = 16, /* the same, of comments with all their replies */
    LIMIT_KEY_CACHE = 512,     /* users' keys kept unwrapped: 28 KiB, under a 64 KiB memory lock */

    /* HTTP. */
    LIMIT_CONNECTIONS = 1000,
    LIMIT_CONNECTIONS_PER_ADDRESS = 200, /* one household behind one address */
    LIMIT_IDLE_S = 30,
    LIMIT_QUICK_THREADS = 4,
    LIMIT_PATIENT_THREADS = 4,
    LIMIT_PATIENT_QUEUE = 64,              /* slow requests waiting; then 503 */
    LIMIT_PATIENT_THREADS_PER_ADDRESS = 2, /* half: a flood of one address leaves others theirs */
    LIMIT_PATIENT_QUEUE_PER_ADDRESS = 32,  /* half of the places, too; then 429 */
    LIMIT_TOGETHER = 32,                   /* of these, answered by one call: they fit one ask */
    LIMIT_URL = 2048,
    LIMIT_HEADER_MEMORY = 16 * 1024, /* of one request: a browser's take 2 KiB */
    LIMIT_JSON_BODY = 16 * 1024,
    LIMIT_LONG_BODY =
        64 * 1024, /* with LIMIT_EXPLANATION characters, or a statement of the office */
    LIMIT_JSON_DEPTH = 16,
    LIMIT_PAGE = 20,   /* items in one page of a list */
    LIMIT_TITLE = 150, /* characters of a video's title */
    LIMIT_WORD = 32,   /* characters of a word that is searched for or in: the rest tells little */
    LIMIT_SEARCH_WORDS = 8,    /* of what is searched for; what follows narrows little */
    LIMIT_SEARCH_ROWS = 20000, /* that have all words: 20 ms; of more, the newest */
    LIMIT_SEARCH_TOP = 400,    /* best by their words, which are then ranked and paged through */
    LIMIT_LATELY = 1000,       /* newest videos whose hashtags are shown: 3 ms */
    LIMIT_TEXT_READ = 1000,    /* words of one text that are looked at: three minutes have 500 */
    LIMIT_OBJECT_WORDS = 2000, /* of all texts of a video, after which no other is read: 2 ms */
    LIMIT_SEARCH_MERGE = 128,  /* pages of 4 KB of an index that are merged in one write: 10 ms */
    LIMIT_SEARCH_MERGES = 200, /* then an index is made anew: SQLite 3.40 reads none after 1,000 */
    LIMIT_SEARCH_REST = 20,    /* times as long as merging took, an index rests */
    LIMIT_TAG = 60,    /* characters of a hashtag: longer than any word that is searched for */
    LIMIT_SOUND = 100, /* characters of what its sound is called: a song and a band */
    LIMIT_METADATA = 8 * 1024,   /* bytes of what a program says of an upload: a path and a title */
    LIMIT_TRIM_LEAST_MS = 500,   /* of a clip that is kept: less is a picture */
    LIMIT_CAPTIONS = 256 * 1024, /* bytes of one language's: thirty times what three minutes say */
    LIMIT_CUES = 2000,           /* of one language: eleven a second */
    LIMIT_LANGUAGES = 20,        /* of one video's captions */
    LIMIT_SHUT_PART =
        1024 * 1024, /* of a sealed file, opened for one answer: a second or two of a clip */
    LIMIT_SHUT_CAPTIONS = 272 * 1024,     /* of one language: with its label, sealed or not */
    LIMIT_SHUT_MEMORY = 16 * 1024 * 1024, /* all captions of a video, as they are stored */
    LIMIT_LANGUAGE =
        35, /* characters of a language's tag: the longest that BCP 47 wants room for */
    LIMIT_FILL = 1000000, /* made up for a benchmark, of people and of videos; watches of each */
    LIMIT_FILL_DAYS = 90, /* over which such videos are spread */
    LIMIT_SEATS = 4096,   /* sessions whose persons a page need not ask for: 180 KiB */
    LIMIT_WATCHES = 40,   /* watch events in one batch */
    LIMIT_UPLOAD_STALL_S = 60,
    LIMIT_HEADER_FIELDS = 64,  /* a browser sends about 20 */
    LIMIT_HEAD_LANGUAGES = 32, /* that are looked at; who reads more than a few says so */
    LIMIT_HEAD_S = 60,         /* idle and a whole head: a head that comes byte by byte ends */
    LIMIT_CONNECTION_MEMORY =
        24 * 1024, /* of one connection: a head of full size; cleared after each request */
    LIMIT_SEND_PIECE = 1024 * 1024, /* of a file, before other connections have their turn */
    LIMIT_SEND_ASK_MS = 10 * 1000,  /* before a file that is on its way is asked about again */
    LIMIT_PULLS = 16, /* bodies that are made while they go out; each keeps a piece in memory */
    LIMIT_PULL_PIECE = 8 * 1024 * 1024, /* of one; most are of LIMIT_EXPORT_PIECE */
    LIMIT_PULL_RATE = 16 * 1024,  /* bytes per second, on average, that one must be read with */
    LIMIT_PULL_BLOCK = 16 * 1024, /* of a piece, at once: what fits a connection's memory */
    LIMIT_BODY_RATE = 1024,       /* bytes per second, on average, that a body must come with */
    LIMIT_DISCARD = 1024 * 1024,  /* of a refused body, read so that its sender sees the answer */
    LIMIT_SCRATCH = 256 * 1024,   /* memory of one request's handler */
    LIMIT_STOP_WAIT_MS = 1000,    /* for answers under way when a server stops */

    /* edged and its database. */
    LIMIT_STORE_QUEUE = 256, /* writes waiting: every thread of edged waits for its own */
    LIMIT_STORE_BATCH = 64,  /* writes in one transaction: past this the gain is small */
    LIMIT_STORE_READERS =
        LIMIT_QUICK_THREADS + LIMIT_PATIENT_THREADS + 1, /* nobody waits for one */
    LIMIT_UNSHARED = 4096,       /* people who need not be asked about at their own page: 32 KiB */
    LIMIT_SHOWN = 4096,          /* media known to be public: a feed's next hour, 256 KiB */
    LIMIT_KNOWN = 1024,          /* videos known as everybody sees them, whole: 2 MiB */
    LIMIT_PRINTS = 16384,        /* and as pages show them: 24 MiB */
    LIMIT_OPENED = 512,          /* media files kept open: what a feed's next minutes ask for */
    LIMIT_ASK_QUICK_MS = 3000,   /* a quick thread's wait for custodiand: it serves many others */
    LIMIT_ASK_AWAY_MS = 100,     /* and while it is known to be away, until it is heard of again */
    LIMIT_SIGN_BURST = 120,      /* sign-ups and sign-ins of one address at once: a school class */
    LIMIT_SIGN_PER_MINUTE = 120, /* and from then on */
    LIMIT_RATE_SLOTS = 4096,     /* addresses remembered; the one quiet for longest makes room */
    LIMIT_VIDEOS_WAITING = 100,  /* of one person, uploaded and not yet prepared */
    LIMIT_DRAFTS = 20, /* uploads of one person that are not whole: a day's clips at once */
    LIMIT_DRAFT_KEEP_MS = 24 * 3600 * 1000, /* after the last byte: a night without a network */
    LIMIT_TURN_WAIT_MS = 1000,          /* for another request's sync of the same draft; then 503 */
    LIMIT_DRAFT_RETRY_MS = 3600 * 1000, /* before one that could not be removed is tried again */
    LIMIT_DRAFT_SWEEP_MS = 60 * 1000,   /* between two looks for drafts that were given up */
    LIMIT_KEPT_MS = 24 * 3600 * 1000,   /* an original after a refusal that may pass: as a draft */
    LIMIT_KEPT_SWEEP_MS = 60 * 1000,    /* between two looks for originals whose time is over */
    LIMIT_PERSON_GIB = 20, /* on the disk, of one person: some five hundred clips of a minute */
    LIMIT_DISK_RESERVE_MIB = 128,    /* left free by media, so that the database can go on */
    LIMIT_JOB_BASE_MS = 240 * 1000,  /* any job: a busy machine, a process that starts, a sync */
    LIMIT_JOB_FIRST_MS = 15 * 1000,  /* and per second of the clip: 480 lines of 4K60 take 2 s of a
                                      * quiet processor, and seven jobs' worth may run beside */
    LIMIT_JOB_REST_MS = 40 * 1000,   /* the same with 720 and 1080 lines: 6 s */
    LIMIT_JOB_STILL_MS = 300 * 1000, /* without a percent: four times what one may take by these */
    LIMIT_JOB_LOOK_MS = 1000,        /* between two looks at how far a job is */
    LIMIT_JOB_OPEN_MS = 250,         /* of opening a sealed clip, before the next such look */
    LIMIT_JOB_RETRY_MS = 2000,       /* times the number of tries, before the next one */
    LIMIT_JOB_ROOM_MS = 60 * 1000,   /* before a job that found the disk full is tried again */
    LIMIT_JOB_ANSWER_MS = 60 * 1000, /* past its limit, before a job that gate forgot is given up */
    LIMIT_COUNT_FLUSH_MS = 60 * 1000, /* aggregate counts: DESIGN's minute */
    LIMIT_COUNT_VIDEOS = 32768, /* videos counted between two flushes: 4 MiB; past it, earlier */
    LIMIT_COUNT_OWED = 1024,    /* more, of likes that are being folded while that is under way */
    LIMIT_DELTAS = 32, /* of one viewer, not yet folded: an hour of batches while folding fails */
    LIMIT_FOLD_AT = 8, /* and from so many on they are: one fold for eight batches, 7 KiB waiting */
    LIMIT_FOLD_TRIES = 5, /* when another device of the viewer's was quicker each time */
    LIMIT_FOLD_MEMORY = 8 * 1024 * 1024, /* of one fold: a batch of forty months, all places full */
    LIMIT_FOLD_FRAME = 56 * 1024, /* bytes opened or sealed by one ask: a message, less its frame */
    LIMIT_VIEW_BURST = 240, /* watches that one person adds to counts at once, or one address, */
    LIMIT_VIEW_PER_MINUTE = 60,       /* and from then on: as fast as anybody swipes */
    LIMIT_REPLAYS = 256 * 1024,       /* of those, known again when they are sent again: 2 MiB */
    LIMIT_WATCH_AHEAD_MS = 60 * 1000, /* a viewer's clock may be this much ahead */
    LIMIT_WATCH_TIMES = 10, /* a watch may be this many times the clip's length: it loops */

    /* The feed. */
    LIMIT_FEED_PAGE = 20,        /* items of one page: LIMIT_PAGE */
    LIMIT_FEED_ROWS = 400,       /* of one source: a page's worth behind what a viewer has seen */
    LIMIT_FEED_CANDIDATES = 500, /* scored for one page: under 200 µs */
    LIMIT_FEED_SCRATCH = 512 * 1024, /* twice that many entries, and maps of all rows */
    LIMIT_HIDDEN_WORDS = 100,        /* of one viewer: each is looked for in each title */
    LIMIT_HIDDEN_WORD = 32,          /* characters: with all the rest they fit one sealed part */
    LIMIT_HIDDEN_PEOPLE = 200,       /* of one viewer: likewise */
    LIMIT_SAVED = 2000,              /* videos of one viewer: they fit one sealed part */
    LIMIT_LISTED_PEOPLE = 500,       /* muted, and as many blocked, by one: half a sealed part */
    LIMIT_FEED_SHOWN = 120,          /* of one sitting, in a cursor: a URL has room for no more */
    LIMIT_FEED_MONTHS = 8,           /* whose sets are opened at a time: they fit one ask, mostly */
    LIMIT_SHELF = 250000,            /* videos that pages are made of, the newest: 100 MiB */
    LIMIT_SHELF_STEP = 500,          /* rows of it compared with the database at a time */
    LIMIT_SHELF_LOOK_MS = 1000,      /* between two such looks */
    LIMIT_SHELF_ROUND_S = 60,        /* in which all of it was looked at */

    /* Media. */
    LIMIT_UPLOAD_MIB = 512,
    LIMIT_VIDEO_S = 180,
    LIMIT_VIDEO_SIDE = 4096,  /* pixels */
    LIMIT_VIDEO_TRACKS = 128, /* a phone's clip has up to eight; a film's, subtitles of all */
    LIMIT_VIDEO_RATE = 300,   /* pictures a second that a report may name */
    LIMIT_VIDEO_PICTURES = 180 * 1000, /* slow motion comes with 240 a second, machines with more */
    LIMIT_JOB_TRIES = 3,
    LIMIT_JOB_KILLS =
        20,         /* of one clip's jobs by SIGKILL, as when memory runs out: then its fault */
    LIMIT_JOBS = 4, /* at a time: the first renditions of two creators, what follows, a picture */
    LIMIT_JOBS_REST = 1,    /* of these, larger renditions: they never take a new clip's place */
    LIMIT_JOBS_PICTURE = 1, /* of these, people's pictures: they take a fraction of a second */
    LIMIT_JOB_MS = 3 * 60 * 60 * 1000, /* gate ends a job then, whatever edged asked for: the
                                        * longest clip's larger renditions have two hours */
    LIMIT_JOB_LEAST_MS = 1000,         /* or the ledger could be filled with overdue jobs */
    LIMIT_JOB_OUT_MIB = 256,           /* one output file */
    LIMIT_JOB_MEMORY_MIB = 1536,       /* address space: 4K60 with 8 threads held in it */
    LIMIT_JOB_PIECE_MIB = 256, /* one allocation: a picture of the largest size has less than 160 */
    LIMIT_JOB_THREADS = 4,
    LIMIT_PICTURE_MIB = 5,         /* a person's picture: what a phone's camera makes */
    LIMIT_PICTURE_SIDE = 8192,     /* pixels: a phone's 48 million, in three colours of 8 bits */
    LIMIT_PICTURE_SHAPE = 16,      /* times as long as wide: a strip is no face */
    LIMIT_PICTURE_MS = 20 * 1000,  /* its job: the largest takes two seconds of a quiet machine */
    LIMIT_PICTURE_BURST = 20,      /* pictures of one address at once: a school class again */
    LIMIT_PICTURES_PER_MINUTE = 6, /* and from then on: one address must not keep the place */
    LIMIT_PICTURE_WAIT_MS = 5 * 1000, /* for the picture before it, then 503 */
    LIMIT_REPORT = 16 * 1024, /* what a job says of its result: a hash a second, two playlists */

    /* Decisions of the office. */
    LIMIT_STATEMENT = 8 * 1024, /* bytes of what a member signs, in its envelope */
    LIMIT_STATEMENT_FILE =
        20 * 1024, /* a statement with its opening: a reason of four bytes a character */
    LIMIT_DECIDED_LOOK_MS = 10 * 1000, /* how often edged asks, if nobody woke it: with a media
                                        * file's LIMIT_MEDIA_AGE_S less than a minute */
    LIMIT_DECIDED_RETRY_MS = 1000,     /* custodiand is away */
    LIMIT_MEDIA_AGE_S = 45,  /* a cache asks again then: what is hidden goes on no longer */
    LIMIT_ENTRIES_DUE = 16,  /* statements in the ledger's next batch; more wait for the next */
    LIMIT_ORGANISATION = 64, /* characters of a member's organisation's name */
    LIMIT_REASON = 2000, /* characters of a decision's reason: as many as the EU's database has */
    LIMIT_REPORT_WORDS = 1000,  /* characters of a report: what is wrong, and where */
    LIMIT_EXPLANATION_MIN = 20, /* of a legal notice: the law wants it substantiated */
    LIMIT_EXPLANATION = 5000,   /* and the longest: a page */
    LIMIT_NOTIFIER = 100,       /* characters of the name of whoever gives one */
    LIMIT_ANSWER = 2000,        /* characters of an author's answer: as a decision's reason */
    LIMIT_ANSWER_DAYS = 180,    /* in which a decision may be answered: the law's six months */
    LIMIT_REPORTS_HOUR = 20,    /* of one person: an evening of spam, and no machine's */
    LIMIT_REPORTS_KEPT = 200,   /* of one person: their list is ten pages; the oldest goes */
    LIMIT_DESK_HOURS = 12,      /* of one sitting at the desk: a long working day */
    LIMIT_DESK_FRESH_MS = 10 * 60 * 1000, /* from signing a statement to sitting down */
    LIMIT_DESK_SAID_MS = 3600 * 1000, /* before the ledger has how much was opened, if it goes on */
    LIMIT_DESK_LOOK_MS = 10 * 60 * 1000, /* of one look at a clip: its three minutes, and pauses */
    LIMIT_DESK_CASES = 20,               /* in one page of the queue */
    LIMIT_ANSWERS_KEPT = 60,     /* of one person: likewise, of those that were decided about */
    LIMIT_REPORT_PAGE = 10,      /* with their words they fit one message */
    LIMIT_REPORT_BYTES = 40960,  /* of them in one message; one more has at most 21,000 */
    LIMIT_REPORT_RETRY_S = 600,  /* a third of the hour's */
    LIMIT_REPORT_BURST = 30,     /* of one person at once, the same ones again among them, */
    LIMIT_REPORT_PER_MINUTE = 1, /* and from then on */
    LIMIT_LEGAL_BURST = 10,      /* legal notices of one address at once, */
    LIMIT_LEGAL_PER_MINUTE = 1,  /* and from then on: a law firm's, and no flood */
    LIMIT_LEGAL_NOTICES = 20000, /* kept in all: 400 MiB of the longest */
    LIMIT_REPORT_DAYS = 180,     /* after its case was closed: as long as it may be answered */
    LIMIT_REPORT_SWEEP = 100,    /* removed in one round */

    /* Ledger. */
    LIMIT_ENTRY = 8 * 1024, /* bytes of one entry; the format's own limit is 65,535 */
    LIMIT_HEARTBEAT_MS = 60 * 1000,
    LIMIT_CLOCK_JUMP_MS = 60 * 1000, /* of the wall clock; less is made up in a heartbeat or two */
    LIMIT_NOTE = 192 * 1024,         /* bytes of a signed note: 16 signatures of 8 KiB, in base64 */
    LIMIT_UNREAD = 16, /* signed checkpoints that a visitor keeps whose trees it could not read, of
                        * several visits that did not come to their end; 192 KiB each at the most */
    LIMIT_UNREAD_VISIT = 4,        /* of one visit: or else one would leave no room for the next */
    LIMIT_BATCH = 8 * 1024 * 1024, /* one commit's entries with 34 bytes of overhead each */
    LIMIT_READ_BACK = 4096, /* newest entries read at a start, for the events in them: two days of
                               heartbeats while gate did not read what was acknowledged */
    LIMIT_ERASED_AGAIN =
        64 * 1024 * 1024,          /* bytes of 32 each: two million erasures after a restore */
    LIMIT_SILENCE_MS = 150 * 1000, /* two heartbeats and a half: the verifier calls more silent */
    LIMIT_COSIGN_MS = 12 * 1000,   /* the verifier waits for a checkpoint's cosignatures: a witness
                                      may hang for LIMIT_FLOW_MS before all are asked anew */
    LIMIT_STORY_EVENTS = 512 * 1024, /* that the verifier compares with each other: 8 MiB */
    LIMIT_DECIDED =
        1024, /* objects of decisions that the verifier compares: 110 KiB of its state */
    LIMIT_CLAIMS = 64 * 1024, /* bytes of what a region claims in public, as JSON or a page */
    LIMIT_STALE_S = 180,      /* age of the newest entry that the verifier accepts */
    LIMIT_CLOCKS_MS =
        5 * 60 * 1000,    /* between the service's clock and the verifier's: more is said */
    LIMIT_VISIT_S = 3600, /* one visit of the verifier's: a first one reads a million entries */
    LIMIT_COPY_ROOM =
        256 * 1024 * 1024,        /* that a copy leaves on a disk, or a 20th of a small one */
    LIMIT_APP_FILE = 1024 * 1024, /* one file of the web app: ten times the largest */

    LIMIT_DATA_MAP = 512 * 1024,     /* the data map as JSON: 250 bytes a row */
    LIMIT_MINE_COMMENTS = 200,       /* one's own comments in one answer: half a MiB */
    LIMIT_MINE = 4 * 1024 * 1024,    /* what is kept of one person, with a page of their videos */
    LIMIT_EXPORTS_PER_ADDRESS = 8,   /* of LIMIT_PULLS, half: others have theirs */
    LIMIT_EXPORT_BURST = 4,          /* of one person: a network that breaks off */
    LIMIT_EXPORT_PER_MINUTE = 1,     /* and from then on */
    LIMIT_EXPORT_PIECE = 256 * 1024, /* of a file, read at once */
    LIMIT_EXPORT_FILES = 30 * 1000,  /* in one archive: ten thousand videos */
    LIMIT_EXPORT_DIRECTORY = 6 * 1024 * 1024, /* of these: 200 bytes each at most */
    LIMIT_EXPORT_ABSENT = 256 * 1024,         /* words about files that could not be had */

    /* gatewayd, and the witnesses that it asks. */
    LIMIT_FLOWS = 16, /* requests under way: one for each witness */
    LIMIT_FLOW_CONNECT_MS = 5000,
    LIMIT_FLOW_MS = 10 * 1000,           /* one request in all: a witness syncs a disk */
    LIMIT_AUTHORITIES = 4 * 1024 * 1024, /* certificates that https believes: 220 KiB on Debian */
    LIMIT_WITNESSES = 16,                /* of a region: their keys fit one entry */
    LIMIT_WITNESS_PAUSE_MS = 1000,       /* between two requests to one witness, if all goes well */
    LIMIT_WITNESS_RETRY_MS = 5000,       /* and if not; doubled with each failure in a row, up to */
    LIMIT_WITNESS_RETRY_MAX_MS = 60 * 1000,
    LIMIT_WITNESS_FIRST_MS = 5000, /* that nothing is signed at a start before all were heard: less
                                      than LIMIT_ASK_WAIT_MS */
    LIMIT_WITNESS_SILENT_MS = 180 * 1000, /* without a quorum: three heartbeats; then it is said */
    LIMIT_WITNESS_STOP_MIN = 24 * 60, /* minutes until a region stops accepting: a day at most */
    LIMIT_FILES_GATEWAYD = 128,       /* open descriptors: two for each request */

    /* A witness. */
    LIMIT_WITNESS_CONNECTIONS = 100, /* each of its logs holds one, and asks each few seconds */

    /* The command line, of what a service answers. */
    LIMIT_FETCH_CONNECT_MS = 10 * 1000,
    LIMIT_FETCH_MS = 60 * 1000,            /* one request in all, uploads aside */
    LIMIT_FETCH_STALL_S = 30,              /* without a byte */
    LIMIT_UPLOAD_PATIENCE_MS = 120 * 1000, /* with a service that is away: it may start again */

    /* gate. */
    LIMIT_CLOSURE = 512,         /* files of one executable's closure */
    LIMIT_PEER_STOP_MS = 5000,   /* from "please stop" to SIGKILL */
    LIMIT_BACKOFF_MS = 5000,     /* between restarts of one process; starts at 50, doubles */
    LIMIT_EVENTS = 1024,         /* process events that wait for custodiand */
    LIMIT_EVENTS_SENT = 32,      /* of these, on their way: far under a control pair's 278 */
    LIMIT_ORIGIN = 128,          /* characters of a region's name */
    LIMIT_START_MS = 120 * 1000, /* from start to READY: a ledger is checked meanwhile */
    LIMIT_START_TRIES = 5,       /* deaths before a region was up once; then gate gives up */
    LIMIT_OPERATORS = 4,         /* connections to the operator's socket */
    LIMIT_BACKUP_SILENT_MS =
        30 * 60 * 1000, /* of a backup's command: the longest file must be sealed in it */
    LIMIT_BACKUP_HOLD_MS = 60 * 60 * 1000, /* erasures wait for custodiand's parts: no longer */
    LIMIT_LOG_LINE = 1000,                 /* bytes of a child's line that are passed on */
    LIMIT_LOG_LINES_S = 200,   /* lines a second of one child; more are counted, not shown */
    LIMIT_RESERVE_MIB = 64,    /* that gate holds for custodiand: a fast disk is full in one look */
    LIMIT_RESERVE_FILES = 64,  /* and so many empty files: for days of a ledger */
    LIMIT_ROOM_LOOK_MS = 250,  /* between looks at the disk */
    LIMIT_ROOM_FLOOR_MIB = 32, /* less is low; a sound edged leaves LIMIT_DISK_RESERVE_MIB */
    LIMIT_ROOM_ENOUGH_MIB = 64,  /* beside the reserve, before it is no longer low */
    LIMIT_ROOM_CALM_MS = 5000,   /* for so long: files that come and go must not fill the ledger */
    LIMIT_DISK_FREE_MIB = 8,     /* less is a full disk: no start, and no edged */
    LIMIT_DISK_FREE_FILES = 256, /* and fewer files than this: a ledger's commit makes about ten */
    LIMIT_FILES_EDGED = 4096,    /* open descriptors: LIMIT_CONNECTIONS, each with a file */
    LIMIT_FILES_CUSTODIAND = 512,
    LIMIT_FILES_MEDIAD = 64,
    LIMIT_THREADS = 256,     /* of one user: regions that root starts on one machine share it */
    LIMIT_MEMORY_MIB = 2048, /* private memory of edged and of custodiand */
    LIMIT_FILE_GIB = 64,     /* one file of custodiand or edged: a database for years */
    LIMIT_LOCKED_MIB = 4096, /* addresses of edged and of custodiand that may be locked: all */
};

#endif
