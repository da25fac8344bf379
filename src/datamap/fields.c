/*
 * fields.c: the map. One row per column of custodian.db (account/schema) and app.db
 * (store/schema), per kind of file, and per kind of value that a log line may hold. Tests compare
 * it with both schemas, with the files that a used region leaves, and with every call of diag().
 */
#include "datamap.h"

#define ACCOUNT_END "until the account ends"
#define VIDEO_END "until the video or its author's account ends"
#define OLD_END "until its owner next watches or looks at their history"
#define DRAFT_END "until a day after its last byte, or until it is given up"
#define ORIGINAL_END                                                                               \
    "until its renditions are made or given up, or the video is refused; a day longer if the "     \
    "reason may pass"
#define JOB_END "until its job ends"
#define UNTIL_PUBLIC "; shown to its author only until the video is public"
#define SESSION_END "until the session ends, at most 90 days"
#define PASSKEY_END "until the passkey is removed or the account ends"
#define SEALED_HERE CUSTODIAN ", sealed with the person's key"
#define FOR_EVER "as long as the region"
#define CUSTODIAN "custodiand's database"
#define EDGE "edged's database"

#define LOGGED "as long as the operator keeps gate's output"
#define OUTPUT "gate's standard error"

/* The sealed rows have a number and a version, all others have none. A sealed field whose inside
 * changes its form gets SEALED_AT with the next version. */
#define ROW(store, table, column, class, purpose, retention, place)                                \
    {                                                                                              \
        FIELD_NONE, 0, STORE_##store, table, column, CLASS_##class, purpose, retention, place      \
    }
#define SEALED_ROW(number, version, store, table, column, purpose, retention, place)               \
    {                                                                                              \
        number, version, store, table, column, CLASS_PROTECTED, purpose, retention, place          \
    }
#define SEALED_AT(number, version, store, table, column, purpose, retention, place)                \
    SEALED_ROW(number, version, STORE_##store, table, column, purpose, retention, place)
#define SEALED(number, store, table, column, purpose, retention, place)                            \
    SEALED_ROW(number, 1, STORE_##store, table, column, purpose, retention, place)
#define LOG(kind, purpose) ROW(LOG, "line", kind, PUBLIC, purpose, LOGGED, OUTPUT)

const struct datamap_row datamap_rows[] = {
    /* custodian.db */
    ROW(CUSTODIAN, "schema_version", "version", PUBLIC, "which schema this is", FOR_EVER,
        CUSTODIAN),
    ROW(CUSTODIAN, "region", "id", PUBLIC, "one row only", FOR_EVER, CUSTODIAN),
    ROW(CUSTODIAN, "region", "origin", PUBLIC, "the region's name", FOR_EVER, CUSTODIAN),
    ROW(CUSTODIAN, "region", "key_id", PUBLIC, "which region key the data was sealed with",
        FOR_EVER, CUSTODIAN),
    ROW(CUSTODIAN, "region", "mac_key", PROTECTED,
        "hashes that nobody else can check, those of recovery codes among them", FOR_EVER,
        CUSTODIAN ", wrapped by the region's key"),
    ROW(CUSTODIAN, "account", "id", PUBLIC, "names the person in public rows", ACCOUNT_END,
        CUSTODIAN),
    ROW(CUSTODIAN, "account", "handle", PUBLIC, "the name a person signs in and is shown by",
        ACCOUNT_END, CUSTODIAN),
    ROW(CUSTODIAN, "account", "password", PROTECTED, "to check a sign-in", ACCOUNT_END,
        CUSTODIAN ", as an Argon2id hash"),
    ROW(CUSTODIAN, "account", "locker", PROTECTED, "joins a person to their sealed rows",
        ACCOUNT_END, CUSTODIAN),
    ROW(CUSTODIAN, "account", "made_by", PROTECTED, "so that a repeated sign-up takes effect once",
        ACCOUNT_END, CUSTODIAN),
    ROW(CUSTODIAN, "account", "created_ms", PROTECTED, "when the account was made", ACCOUNT_END,
        CUSTODIAN),
    SEALED(FIELD_BIRTH_DATE, CUSTODIAN, "account", "birth_date",
           "the person may be shown what their age allows", ACCOUNT_END, SEALED_HERE),
    SEALED(FIELD_EMAIL, CUSTODIAN, "account", "email", "the person's own address, if they gave one",
           ACCOUNT_END, SEALED_HERE),
    ROW(CUSTODIAN, "user_key", "account_id", PUBLIC, "whose key it is", ACCOUNT_END, CUSTODIAN),
    ROW(CUSTODIAN, "user_key", "wrapped", PROTECTED, "seals this person's fields", ACCOUNT_END,
        CUSTODIAN ", wrapped by the region's key"),
    ROW(CUSTODIAN, "session", "token_hash", PROTECTED, "to know a session by its token",
        SESSION_END, CUSTODIAN ", as a BLAKE2b hash"),
    ROW(CUSTODIAN, "session", "account_id", PROTECTED, "whose session it is", SESSION_END,
        CUSTODIAN),
    ROW(CUSTODIAN, "session", "made_by", PROTECTED, "so that a repeated sign-in takes effect once",
        SESSION_END, CUSTODIAN),
    ROW(CUSTODIAN, "session", "created_ms", PROTECTED, "the oldest session ends first", SESSION_END,
        CUSTODIAN),
    ROW(CUSTODIAN, "session", "expires_ms", PROTECTED, "when the session ends", SESSION_END,
        CUSTODIAN),
    ROW(CUSTODIAN, "session", "opened", PROTECTED, "how many fields it opened, to limit them",
        SESSION_END, CUSTODIAN),
    ROW(CUSTODIAN, "session", "public_id", PROTECTED, "names a session in its owner's list",
        SESSION_END, CUSTODIAN),
    ROW(CUSTODIAN, "session", "used_day", PROTECTED,
        "the day a session was last used, for its owner", SESSION_END, CUSTODIAN),
    SEALED(FIELD_SESSION_LABEL, CUSTODIAN, "session", "label",
           "by which its owner knows a session: a browser's and a system's name", SESSION_END,
           SEALED_HERE),
    ROW(CUSTODIAN, "device", "token_hash", PROTECTED,
        "to know a browser that signed in before, so that others' guesses do not keep it out",
        "a year after its last sign-in", CUSTODIAN ", as a BLAKE2b hash"),
    ROW(CUSTODIAN, "device", "account_id", PROTECTED, "who signed in with that browser",
        "a year after its last sign-in", CUSTODIAN),
    ROW(CUSTODIAN, "device", "used_day", PROTECTED, "the day of its last sign-in",
        "a year after its last sign-in", CUSTODIAN),
    ROW(CUSTODIAN, "recovery", "account_id", PROTECTED, "whose recovery code it is",
        "until the code is used or replaced", CUSTODIAN),
    ROW(CUSTODIAN, "recovery", "code_hash", PROTECTED, "to check a recovery code",
        "until the code is used or replaced",
        CUSTODIAN ", as a BLAKE2b hash with the region's mac_key"),
    ROW(CUSTODIAN, "passkey", "id", PROTECTED, "names a passkey in its owner's list", PASSKEY_END,
        CUSTODIAN),
    ROW(CUSTODIAN, "passkey", "credential", PROTECTED,
        "the passkey's own name, by which it is found", PASSKEY_END, CUSTODIAN),
    ROW(CUSTODIAN, "passkey", "account_id", PROTECTED, "whose passkey it is", PASSKEY_END,
        CUSTODIAN),
    ROW(CUSTODIAN, "passkey", "public_key", PROTECTED, "checks the passkey's signatures",
        PASSKEY_END, CUSTODIAN),
    ROW(CUSTODIAN, "passkey", "counter", PROTECTED, "shows that a passkey was copied", PASSKEY_END,
        CUSTODIAN),
    ROW(CUSTODIAN, "passkey", "copied", PROTECTED, "that its counter went back, for its owner",
        PASSKEY_END, CUSTODIAN),
    ROW(CUSTODIAN, "passkey", "created_ms", PROTECTED, "when it was added, for its owner",
        PASSKEY_END, CUSTODIAN),
    ROW(CUSTODIAN, "passkey", "used_day", PROTECTED, "the day it was last used, for its owner",
        PASSKEY_END, CUSTODIAN),
    SEALED(FIELD_PASSKEY_LABEL, CUSTODIAN, "passkey", "label", "what its owner calls it",
           PASSKEY_END, SEALED_HERE),

    /* app.db */
    ROW(APP, "schema_version", "version", PUBLIC, "which schema this is", FOR_EVER, EDGE),
    ROW(APP, "person", "id", PUBLIC, "names the person in public rows", ACCOUNT_END, EDGE),
    ROW(APP, "person", "handle", PUBLIC, "shown as a video's author", ACCOUNT_END, EDGE),
    ROW(APP, "person", "created_ms", PROTECTED, "when this row was made", ACCOUNT_END, EDGE),
    ROW(APP, "video", "id", PUBLIC, "names the video", VIDEO_END, EDGE),
    ROW(APP, "video", "person_id", PUBLIC, "its author", VIDEO_END, EDGE UNTIL_PUBLIC),
    ROW(APP, "video", "title", PUBLIC, "shown with the video", VIDEO_END, EDGE UNTIL_PUBLIC),
    ROW(APP, "video", "state", PROTECTED, "where the video stands", VIDEO_END, EDGE),
    ROW(APP, "video", "original", PROTECTED, "names the uploaded file", ORIGINAL_END, EDGE),
    ROW(APP, "video", "original_bytes", PROTECTED, "how long the uploaded file is", VIDEO_END,
        EDGE),
    ROW(APP, "video", "tries", PROTECTED, "how often its job was tried", VIDEO_END, EDGE),
    ROW(APP, "video", "due_ms", PROTECTED,
        "when its job may be tried again, or its original is deleted", VIDEO_END, EDGE),
    ROW(APP, "video", "started_ms", PROTECTED, "when its job began", VIDEO_END, EDGE),
    ROW(APP, "video", "refusal", PROTECTED, "why it was refused, for its author", VIDEO_END, EDGE),
    ROW(APP, "video", "refusal_number", PROTECTED, "a number in that reason", VIDEO_END, EDGE),
    ROW(APP, "video", "refusal_codec", PROTECTED, "a word in that reason", VIDEO_END, EDGE),
    ROW(APP, "video", "created_ms", PUBLIC, "when it was uploaded", VIDEO_END, EDGE UNTIL_PUBLIC),
    ROW(APP, "video", "published_ms", PUBLIC, "orders the newest videos", VIDEO_END, EDGE),
    ROW(APP, "video", "duration_ms", PUBLIC, "for the player", VIDEO_END, EDGE UNTIL_PUBLIC),
    ROW(APP, "video", "audio", PUBLIC, "for the player", VIDEO_END, EDGE UNTIL_PUBLIC),
    ROW(APP, "video", "rest", PROTECTED, "where its larger renditions stand", VIDEO_END, EDGE),
    ROW(APP, "video", "poster", PUBLIC, "names the still picture", VIDEO_END, EDGE UNTIL_PUBLIC),
    ROW(APP, "video", "blurhash", PUBLIC, "colours to show before the picture", VIDEO_END,
        EDGE UNTIL_PUBLIC),
    ROW(APP, "video", "strip", PUBLIC, "names the pictures for scrubbing", VIDEO_END,
        EDGE UNTIL_PUBLIC),
    ROW(APP, "video", "strip_columns", PUBLIC, "where a picture is in it", VIDEO_END,
        EDGE UNTIL_PUBLIC),
    ROW(APP, "video", "strip_rows", PUBLIC, "where a picture is in it", VIDEO_END,
        EDGE UNTIL_PUBLIC),
    ROW(APP, "video", "strip_count", PUBLIC, "how many pictures it has", VIDEO_END,
        EDGE UNTIL_PUBLIC),
    ROW(APP, "video", "strip_width", PUBLIC, "the size of a picture", VIDEO_END, EDGE UNTIL_PUBLIC),
    ROW(APP, "video", "strip_height", PUBLIC, "the size of a picture", VIDEO_END,
        EDGE UNTIL_PUBLIC),
    ROW(APP, "video", "watches", PUBLIC, "how often it was watched, by whomever", VIDEO_END, EDGE),
    ROW(APP, "video", "likes", PUBLIC, "how many like it, whoever they are", VIDEO_END, EDGE),
    ROW(APP, "draft", "id", PROTECTED, "names the upload and its file", DRAFT_END, EDGE),
    ROW(APP, "draft", "person_id", PROTECTED, "who may go on with the upload", DRAFT_END, EDGE),
    ROW(APP, "draft", "title", PROTECTED, "the video's title, once it is one", DRAFT_END, EDGE),
    ROW(APP, "draft", "bytes", PROTECTED, "how long the upload will be", DRAFT_END, EDGE),
    ROW(APP, "draft", "checked", PROTECTED, "where a broken chunk with a checksum is cut off",
        DRAFT_END, EDGE),
    ROW(APP, "draft", "video_id", PROTECTED, "which video it became, for a client that missed it",
        DRAFT_END, EDGE),
    ROW(APP, "draft", "created_ms", PROTECTED, "when the upload began", DRAFT_END, EDGE),
    ROW(APP, "draft", "expires_ms", PROTECTED, "when to look whether it was given up", DRAFT_END,
        EDGE),
    ROW(APP, "rendition", "video_id", PUBLIC, "whose rendition it is", VIDEO_END,
        EDGE UNTIL_PUBLIC),
    ROW(APP, "rendition", "number", PUBLIC, "which of them it is", VIDEO_END, EDGE UNTIL_PUBLIC),
    ROW(APP, "rendition", "width", PUBLIC, "for the player", VIDEO_END, EDGE UNTIL_PUBLIC),
    ROW(APP, "rendition", "height", PUBLIC, "for the player", VIDEO_END, EDGE UNTIL_PUBLIC),
    ROW(APP, "rendition", "rate_num", PUBLIC, "for the player", VIDEO_END, EDGE UNTIL_PUBLIC),
    ROW(APP, "rendition", "rate_den", PUBLIC, "for the player", VIDEO_END, EDGE UNTIL_PUBLIC),
    ROW(APP, "rendition", "level", PUBLIC, "for the player", VIDEO_END, EDGE UNTIL_PUBLIC),
    ROW(APP, "rendition", "bytes", PUBLIC, "for the player's choice", VIDEO_END, EDGE UNTIL_PUBLIC),
    ROW(APP, "rendition", "mp4", PUBLIC, "names the file to play", VIDEO_END, EDGE UNTIL_PUBLIC),
    ROW(APP, "rendition", "hls", PUBLIC, "names the file to stream", VIDEO_END, EDGE UNTIL_PUBLIC),
    ROW(APP, "rendition", "init_bytes", PUBLIC, "for its playlist", VIDEO_END, EDGE UNTIL_PUBLIC),
    ROW(APP, "rendition", "segments", PUBLIC, "for its playlist", VIDEO_END, EDGE UNTIL_PUBLIC),
    ROW(APP, "picture_hash", "video_id", PROTECTED, "whose picture it is", VIDEO_END, EDGE),
    ROW(APP, "picture_hash", "at_ms", PROTECTED, "when in the video", VIDEO_END, EDGE),
    ROW(APP, "picture_hash", "quality", PROTECTED, "how much the hash says", VIDEO_END, EDGE),
    ROW(APP, "picture_hash", "hash", PROTECTED, "to know a picture again", VIDEO_END, EDGE),
    ROW(APP, "job_media", "video_id", PROTECTED, "whose job may leave the file", JOB_END, EDGE),
    ROW(APP, "job_media", "place", PROTECTED, "which of its files", JOB_END, EDGE),
    ROW(APP, "job_media", "name", PROTECTED, "to find what a crash left", JOB_END, EDGE),
    ROW(APP, "watch_sealed", "locker", PROTECTED, "joins a person to rows of an older version",
        OLD_END, EDGE),
    ROW(APP, "watch_sealed", "id", PROTECTED, "orders a person's watch events", OLD_END, EDGE),
    ROW(APP, "watch_sealed", "created_ms", PROTECTED, "when the event came in", OLD_END, EDGE),
    SEALED(FIELD_WATCH, APP, "watch_sealed", "sealed", "a person's own watch history", OLD_END,
           EDGE ", sealed with the person's key"),
    ROW(APP, "viewer_part", "name", PROTECTED,
        "finds a person's sealed rows, from what only their session opens", ACCOUNT_END, EDGE),
    SEALED(FIELD_VIEWER, APP, "viewer_part", "sealed",
           "what a person watched, has seen, likes and seems to like, for their own pages",
           ACCOUNT_END, EDGE ", sealed with the person's key, in one of four lengths"),

    /* files, by folder of the region's data folder and kind */
    ROW(FILES, ".", "region", PUBLIC, "the format and the region's name", FOR_EVER, "gate's file"),
    ROW(FILES, "reserve", "room", PUBLIC, "holds room on the disk, and no data", FOR_EVER,
        "gate's file"),
    ROW(FILES, "reserve", "number", PUBLIC, "holds a file back, empty", FOR_EVER, "gate's file"),
    ROW(FILES, ".", "lock", PUBLIC, "empty: one run at a time holds it", FOR_EVER, "gate's file"),
    ROW(FILES, ".", "operator.sock", PUBLIC, "the operator's way to gate", "while the region runs",
        "gate's socket, for its own user alone"),
    ROW(FILES, "custodian", "custodian.db", PROTECTED, "the database, with its log", FOR_EVER,
        "custodiand's file, readable by it alone"),
    ROW(FILES, "custodian", "said", PUBLIC, "which data map and keys the ledger speaks of",
        FOR_EVER, "custodiand's file, readable by it alone"),
    ROW(FILES, "custodian", "region.key", PROTECTED, "wraps every person's key", FOR_EVER,
        "custodiand's file, readable by it alone"),
    ROW(FILES, "custodian", "region-next.key", PROTECTED,
        "takes the place of region.key while that is replaced", "until all keys are rewrapped",
        "custodiand's file, readable by it alone"),
    ROW(FILES, "custodian/ledger", "key", PROTECTED, "signs the ledger's checkpoints", FOR_EVER,
        "custodiand's file, readable by it alone"),
    ROW(FILES, "custodian/ledger", "head", PUBLIC, "what of the ledger was last promised", FOR_EVER,
        "custodiand's file"),
    ROW(FILES, "app", "app.db", PROTECTED, "the database, with its log", FOR_EVER,
        "edged's file, readable by it alone"),
    ROW(FILES, "app/blobs", "rendition", PUBLIC, "what is played", VIDEO_END,
        "edged's file" UNTIL_PUBLIC),
    ROW(FILES, "app/blobs", "stream", PUBLIC, "a rendition in pieces, for HLS", VIDEO_END,
        "edged's file" UNTIL_PUBLIC),
    ROW(FILES, "app/blobs", "strip", PUBLIC, "small pictures of the video, for scrubbing",
        VIDEO_END, "edged's file" UNTIL_PUBLIC),
    ROW(FILES, "app/blobs", "poster", PUBLIC, "a still picture of the video", VIDEO_END,
        "edged's file" UNTIL_PUBLIC),
    ROW(FILES, "app/incoming", "original", PROTECTED, "what jobs make renditions of", ORIGINAL_END,
        "edged's file, readable by it alone"),
    ROW(FILES, "app/incoming", "upload", PROTECTED, "an upload under way", DRAFT_END,
        "edged's file, readable by it alone"),
    ROW(FILES, "app/incoming", "media", PROTECTED, "what a job makes of a video, not yet whole",
        JOB_END, "edged's file, readable by it alone"),
    ROW(FILES, "app/incoming", "report", PROTECTED, "what a job says of its result",
        "until the job is done", "edged's file, readable by it alone"),
    ROW(FILES, "ledger", "vkey", PUBLIC, "checks the ledger's signatures", FOR_EVER,
        "custodiand's file, served to everybody"),
    ROW(FILES, "ledger", "checkpoint", PUBLIC, "the ledger's signed head", FOR_EVER,
        "custodiand's file, served to everybody"),
    ROW(FILES, "ledger", "tile", PUBLIC, "the ledger's entries and hashes; they name no person",
        FOR_EVER, "custodiand's file, served to everybody"),

    /* what a line of a process's log may hold, besides words that the source has */
    LOG("role", "which process it is about"),
    LOG("generation", "which start of that process it is"),
    LOG("count", "how many of something there are, or were"),
    LOG("duration", "how long something took, or will take"),
    LOG("status", "how a process or a request ended"),
    LOG("error", "the words of an error, one of a fixed list"),
    LOG("reason", "one of several texts that the source has"),
    LOG("request", "a random number that names one request"),
    LOG("route", "which row of the table of addresses answered, not the address itself"),
    LOG("job", "a number that names one job, from 1 at each start of gate"),
    LOG("video", "the number that names a video"),
    LOG("problem", "words on a file, folder or database: their names, never what is in them"),
    LOG("option", "what the operator wrote on the command line"),
    LOG("library", "words of the HTTP library on its own state, off unless asked for"),
};

const size_t datamap_count = sizeof(datamap_rows) / sizeof(datamap_rows[0]);
