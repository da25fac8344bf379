/*
 * verify_report.h: what was checked, and how it came out: each claim has a check and one of the
 * four words.
 */
#ifndef VERIFY_REPORT_H
#define VERIFY_REPORT_H

#include "base_span.h"
#include "claims.h"

#include <stdbool.h>
#include <stddef.h>

enum verify_exit {
    VERIFY_OK,
    VERIFY_FALSE,
    VERIFY_USAGE,
    VERIFY_FORK,
    VERIFY_ROLLBACK,
    VERIFY_STALE,
    VERIFY_UNREACHABLE,
    VERIFY_EXITS_
};

/* The four words, everywhere; worst first. */
#define WORD_TABLE(X)                                                                              \
    X(FALSE, "FALSE") X(PROVEN, "proven") X(SAMPLED, "sampled") X(ASSERTED, "asserted")
enum word {
#define WORD_ROW(name, text) WORD_##name,
    WORD_TABLE(WORD_ROW)
#undef WORD_ROW
        WORD_COUNT_
};

/*
 * Every check, by the name that it has in JSON, and what it asks. docs/verify.md lists them. A
 * check makes no claim, one or more. X(name, json, question)
 */
#define CHECK_TABLE(X)                                                                             \
    X(KEY, "key", "is the ledger's key the one that you trust?")                                   \
    X(CHECKPOINT, "checkpoint", "did that key sign the checkpoint, of that ledger?")               \
    X(WITNESSES, "witnesses", "have independent witnesses signed it?")                             \
    X(GROWTH, "growth", "did the ledger only grow since you last looked?")                         \
    X(EVIDENCE, "evidence", "where is what proves a fork?")                                        \
    X(TREE, "tree", "do the published files make the tree that was signed?")                       \
    X(ENTRIES, "entries", "is every entry what its kind must be?")                                 \
    X(EVENTS, "events", "is anything recorded twice?")                                             \
    X(COUNTS, "counts", "are as many entries of each kind there as its heartbeats say?")           \
    X(BACKDATED, "backdated", "is any new entry dated before you last looked?")                    \
    X(AGE, "age", "has it been written to lately?")                                                \
    X(SILENCE, "silence", "was it silent without having announced a stop?")                        \
    X(CLOCK, "clock", "did its clock go back?")                                                    \
    X(PROCESSES, "processes", "what did it run, and how did that end?")                            \
    X(ROOM, "room", "did its disk fill up?")                                                       \
    X(LOST, "lost", "were events not kept?")                                                       \
    X(KEYS, "keys", "which key wraps people's keys, and how many were destroyed?")                 \
    X(ERASURES, "erasures", "whose data were destroyed?")                                          \
    X(COPIES, "copies", "which copies of it does it say were made?")                               \
    X(ASKED, "asked", "whom does it ask to sign its ledger with it?")                              \
    X(CONFINEMENT, "confinement", "what did its confinement lack?")                                \
    X(DATAMAP, "datamap", "is the data map that it serves the one in its ledger?")                 \
    X(DECISIONS, "decisions", "is what it hides and labels what its decisions say?")               \
    X(OFFICE, "office", "who decides for it, and who looked at what was reported?")                \
    X(RECEIPT, "receipt", "is the entry there that your receipt opens?")                           \
    X(APP, "app", "are the web app's files those that its ledger names?")                          \
    X(REGION, "region", "what does it say of itself?")                                             \
    X(CLAIMS, "claims", "does it show any claim of its own as more than it is?")                   \
    X(MEMORY, "memory", "could this visit be remembered?")
enum check {
#define CHECK_ROW(name, json, question) CHECK_##name,
    CHECK_TABLE(CHECK_ROW)
#undef CHECK_ROW
        CHECK_COUNT_
};

enum { CLAIMS = 56, CLAIM_SIZE = 480 };

struct claim {
    enum check check;
    enum word word;
    char text[CLAIM_SIZE];
};

struct report {
    size_t count;
    struct claim claims[CLAIMS];
};

/* report_say: one claim. Past CLAIMS they are dropped, but a FALSE one takes the last place. */
void report_say(struct report *r, enum check check, enum word word, const char *format, ...)
    __attribute__((__format__(printf, 4, 5)));

/* report_has_false: whether a claim is, but for those of one check; CHECK_COUNT_: of any. */
bool report_has_false(const struct report *r, enum check but);

/* report_is_news: whether a claim tells something that the report of the visit before did not. Its
 * numbers change with every visit, but for what counts happenings; what is too old is told by what
 * it is. */
bool report_is_news(const struct report *before, const struct claim *claim);

/* report_public: how a claim stands that the service makes in public: the least that its check came
 * to, not over what it can come to at most; WORD_ASSERTED if the check made no claim. */
enum word report_public(const struct report *r, const struct claims_row *row);

const char *report_word(enum word word);
const char *report_check(enum check check);
const char *report_verdict(enum verify_exit exit); /* one sentence, the first line of a report */

/* plain_text: the bytes with everything but printable ASCII as '?', for a terminal. */
const char *plain_text(struct span bytes, char *out, size_t size);

/* report_claim_print: a line of the report, broken at spaces for a terminal of 80 columns. */
void report_claim_print(const struct claim *claim);

#endif
