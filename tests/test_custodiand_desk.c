/*
 * test_custodiand_desk.c: the office's desk through custodiand's table, in rounds that are played:
 * reports, legal notices, authors' answers, and who decides about them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "account_desk.h"
#include "account_leave.h"
#include "account_office.h"
#include "account_session.h"
#include "account_sitting.h"
#include "approval_statement.h"
#include "base_file.h"
#include "base_limits.h"
#include "base_text.h"
#include "base_time.h"
#include "custodian.h"
#include "digest.h"
#include "table.h"
#include "wire_ask.h"
#include "wire_codec.h"
#include "wire_ctl.h"
#include "wire_desk.h"
#include "wire_receipt.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { VIDEO = 4711, MEMBERS = 2 };

struct somebody {
    int64_t id;
    uint8_t token[ASK_TOKEN];
};

struct world {
    char path[40];
    char data[64];
    char ledger[64];
    struct custodian *custodian;
    struct reply reply;
    struct ask_answer answer;
    int64_t now_ms;
    uint64_t asks;
    struct somebody ada; /* who reports */
    struct somebody ben; /* whose the video is */
    uint8_t members[MEMBERS][APPROVAL_SEED];
};

static void sign_up(struct world *w, const char *handle, struct somebody *out)
{
    struct account_person person = {0};
    struct account_hash hash = {.text = "none"};
    struct account_new new = {
        .handle = span_text(handle), .hash = &hash, .request = 1, .now_ms = w->now_ms};
    assert_int_equal(account_create(w->custodian->db, &w->custodian->keys, &new, &person), ERR_OK);
    struct account_session_new session = {.user = person.user, .request = 2, .now_ms = w->now_ms};
    assert_int_equal(account_session_begin(w->custodian->db, &session, out->token), ERR_OK);
    out->id = person.user;
}

static void open_custodian(struct world *w)
{
    struct custodian_problem problem = {{0}};
    struct custodian_config config = {
        .data = w->data, .ledger = w->ledger, .origin = "test.example"};
    assert_int_equal(custodian_open(&config, &w->custodian, &problem), ERR_OK);
    assert_int_equal(custodian_begin(w->custodian), ERR_OK);
}

/* The round's commit, the ledger's, and the beginning of the next round. */
static void next_round(struct world *w)
{
    struct custodian *c = w->custodian;
    assert_int_equal(custodian_commit(c), ERR_OK);
    assert_int_equal(office_entries(&c->office, c->db, &c->journal), ERR_OK);
    assert_int_equal(desk_entries(&c->desk, c->db, &c->journal), ERR_OK);
    assert_int_equal(journal_commit(&c->journal), ERR_OK);
    assert_int_equal(custodian_begin(c), ERR_OK);
    assert_int_equal(office_step(&c->office, c->db), ERR_OK);
    assert_int_equal(desk_step(&c->desk, c->db), ERR_OK);
}

static void sign(struct world *w, size_t member, struct span payload, struct span opening,
                 struct buf *out)
{
    assert_int_equal(approval_sign(w->members[member], payload, out), ERR_OK);
    if (opening.len > 0) {
        assert_int_equal(buf_append_u8(out, '\n'), ERR_OK);
        assert_int_equal(buf_append_span(out, opening), ERR_OK);
    }
}

static enum ctl_statement take(struct world *w, struct span text)
{
    enum ctl_statement code = STATEMENT_ERROR;
    int64_t number = 0;
    assert_int_equal(office_take(w->custodian, text, &code, &number), ERR_OK);
    next_round(w);
    return code;
}

static void join(struct world *w, size_t member)
{
    AUTO(buf) struct buf payload = {.max = LIMIT_STATEMENT};
    AUTO(buf) struct buf text = {.max = LIMIT_STATEMENT_FILE};
    struct approval_office o = {.adds = true, .organisation = "office", .made_ms = w->now_ms};
    memcpy(o.region, w->custodian->origin, sizeof(o.region));
    o.puid[0] = (uint8_t)member;
    assert_int_equal(approval_public(w->members[member], o.key), ERR_OK);
    assert_int_equal(approval_office_encode(&o, &payload), ERR_OK);
    sign(w, 0, buf_span(&payload), span_of(NULL, 0), &text);
    assert_int_equal(take(w, buf_span(&text)), STATEMENT_TAKEN);
}

static int make_world(void **state)
{
    struct world *w = calloc(1, sizeof(*w));
    assert_non_null(w);
    w->now_ms = time_wall_ms();
    (void)snprintf(w->path, sizeof(w->path), "/tmp/test_desk.XXXXXX");
    assert_non_null(mkdtemp(w->path));
    (void)snprintf(w->data, sizeof(w->data), "%s/custodian", w->path);
    (void)snprintf(w->ledger, sizeof(w->ledger), "%s/ledger", w->path);
    assert_int_equal(mkdir(w->data, 0700), 0);
    assert_int_equal(mkdir(w->ledger, 0755), 0);
    w->reply.bytes.max = LIMIT_MESSAGE;
    assert_int_equal(buf_grow(&w->reply.bytes, LIMIT_MESSAGE), ERR_OK);
    open_custodian(w);
    sign_up(w, "ada", &w->ada);
    sign_up(w, "ben", &w->ben);
    for (size_t i = 0; i < MEMBERS; i++) {
        memset(w->members[i], (int)i + 1, sizeof(w->members[i]));
        join(w, i);
    }
    *state = w;
    return 0;
}

static int drop_file(const char *path, const struct stat *st, int kind, struct FTW *where)
{
    (void)st;
    (void)kind;
    (void)where;
    return remove(path);
}

static int drop_world(void **state)
{
    struct world *w = *state;
    custodian_rollback(w->custodian);
    custodian_close(w->custodian);
    buf_done(&w->reply.bytes);
    int done = nftw(w->path, drop_file, 8, FTW_DEPTH | FTW_PHYS);
    free(w);
    return done;
}

/* Until the next ask. */
static const struct ask_answer *ask_again(struct world *w, uint8_t what,
                                          const struct ask_sign *asked)
{
    AUTO(buf) struct buf frame = {.max = LIMIT_MESSAGE};
    struct request request = {.role = ROLE_EDGED, .now_ms = w->now_ms};
    assert_int_equal(ask_sign_encode(what, w->asks, asked, &frame), ERR_OK);
    assert_int_equal(ask_head_decode(buf_span(&frame), &request.head), ERR_OK);
    assert_int_equal(table_handle(w->custodian, &request, &w->reply), HANDLED_ANSWER);
    return &w->reply.answer;
}

static const struct ask_answer *ask(struct world *w, uint8_t what, const struct ask_sign *asked)
{
    w->asks++;
    return ask_again(w, what, asked);
}

static struct ask_sign by(const struct somebody *who)
{
    struct ask_sign asked = {.kind = span_text("video"), .ground = span_text("terms-spam")};
    memcpy(asked.token, who->token, sizeof(asked.token));
    return asked;
}

static struct desk_report report_in(const struct ask_answer *answer, size_t i)
{
    struct desk_report report = {0};
    assert_int_equal(answer->err, ERR_OK);
    assert_true(i < answer->count);
    assert_int_equal(desk_report_decode(answer->items[i].bytes, &report), ERR_OK);
    return report;
}

static enum err report(struct world *w, const struct somebody *who, int64_t video,
                       const char *words)
{
    struct ask_sign asked = by(who);
    asked.number = video;
    asked.words = span_text(words);
    return ask(w, ASK_REPORT, &asked)->err;
}

/* Hides a video of ben's, or shows it again. */
static enum ctl_statement decide(struct world *w, size_t member, int64_t previous)
{
    AUTO(buf) struct buf payload = {.max = LIMIT_STATEMENT};
    AUTO(buf) struct buf words = {.max = LIMIT_STATEMENT_FILE};
    AUTO(buf) struct buf text = {.max = LIMIT_STATEMENT_FILE};
    bool hides = previous == 0;
    struct approval_opening opening = {
        .object = VIDEO, .person = w->ben.id, .reason = span_text("Why.")};
    struct approval_decision d = {
        .action = hides ? POLICY_HIDE : POLICY_RESTORE, .previous = previous, .made_ms = w->now_ms};
    d.ground = policy_ground_find(span_text(hides ? "terms-spam" : "restored-answer"));
    d.puid[0] = (uint8_t)member;
    memcpy(d.region, w->custodian->origin, sizeof(d.region));
    assert_int_equal(approval_object(&opening, POLICY_VIDEO, d.object), ERR_OK);
    assert_int_equal(approval_opening_encode(&opening, &words), ERR_OK);
    digest_of(buf_span(&words), d.opening);
    assert_int_equal(approval_decision_encode(&d, &payload), ERR_OK);
    sign(w, member, buf_span(&payload), buf_span(&words), &text);
    return take(w, buf_span(&text));
}

/* Every file of custodiand's folder, one after the other. */
static struct buf everything;
static int read_file(const char *path, const struct stat *st, int kind, struct FTW *where)
{
    (void)where;
    if (kind == FTW_F && st->st_size > 0) {
        assert_int_equal(file_read_all(-1, path, &everything), ERR_OK);
    }
    return 0;
}

static bool is_in_the_clear(struct world *w, const char *words)
{
    everything = (struct buf){.max = 64 * MIB};
    assert_int_equal(nftw(w->path, read_file, 8, FTW_PHYS), 0);
    bool found = memmem(everything.ptr, everything.len, words, strlen(words)) != NULL;
    buf_done(&everything);
    return found;
}

static void a_report_is_sealed_and_its_reporters_alone(void **state)
{
    struct world *w = *state;
    struct ask_sign asked = by(&w->ada);
    asked.number = VIDEO;
    asked.words = span_text("the same advertisement");
    struct desk_report made = report_in(ask(w, ASK_REPORT, &asked), 0);
    assert_true(made.fresh == 1 && made.object == VIDEO && made.state == DESK_OPEN);
    asked.words = span_text("the very same advertisement");
    asked.ground = span_text("terms-danger");
    struct desk_report again = report_in(ask(w, ASK_REPORT, &asked), 0);
    assert_true(again.fresh == 0 && again.number == made.number);
    next_round(w);
    assert_false(is_in_the_clear(w, "same advertisement"));
    asked.number = 0;
    struct desk_report own = report_in(ask(w, ASK_REPORTS, &asked), 0);
    assert_true(span_is(own.words, "the very same advertisement"));
    assert_true(span_is(own.ground, "terms-danger"));
    struct ask_sign other = by(&w->ben);
    assert_int_equal(ask(w, ASK_REPORTS, &other)->count, 0);
    asked.number = INT64_MAX;
    assert_int_equal(ask(w, ASK_REPORTS_ENDED, &asked)->count, 0); /* it is open */
    memset(other.token, 7, sizeof(other.token));
    assert_int_equal(ask(w, ASK_REPORTS, &other)->err, ERR_DENIED);
}

static void what_cannot_be_a_report_is_refused(void **state)
{
    struct world *w = *state;
    AUTO(buf) struct buf longest = {.max = DESK_WORDS};
    struct ask_sign good = by(&w->ada);
    good.number = VIDEO;
    for (size_t i = 0; i < LIMIT_REPORT_WORDS; i++) {
        assert_int_equal(buf_append_text(&longest, "\u00e4"), ERR_OK);
    }
    struct ask_sign asked = good;
    asked.words = buf_span(&longest);
    assert_int_equal(ask(w, ASK_REPORT, &asked)->err, ERR_OK);
    assert_int_equal(buf_append_text(&longest, "x"), ERR_OK);
    asked.words = buf_span(&longest);
    assert_int_equal(ask(w, ASK_REPORT, &asked)->err, ERR_FORMAT);
    asked.words = span_text("\xff");
    assert_int_equal(ask(w, ASK_REPORT, &asked)->err, ERR_FORMAT);
    asked = good;
    asked.ground = span_text("restored-mistake");
    assert_int_equal(ask(w, ASK_REPORT, &asked)->err, ERR_FORMAT);
    asked = good;
    asked.kind = span_text("thing");
    assert_int_equal(ask(w, ASK_REPORT, &asked)->err, ERR_FORMAT);
    asked = good;
    asked.number = 0;
    assert_int_equal(ask(w, ASK_REPORT, &asked)->err, ERR_FORMAT);
}

static void reports_of_one_person_are_bounded_by_the_hour_and_in_all(void **state)
{
    struct world *w = *state;
    int64_t video = VIDEO;
    for (int i = 0; i < LIMIT_REPORTS_HOUR; i++) {
        assert_int_equal(report(w, &w->ada, video++, ""), ERR_OK);
    }
    assert_int_equal(report(w, &w->ada, video, ""), ERR_LIMIT);
    assert_int_equal(report(w, &w->ada, VIDEO, "again"), ERR_OK); /* it is there already */
    assert_int_equal(report(w, &w->ben, video, ""), ERR_OK);
    w->now_ms += 3600 * 1000;
    for (int i = LIMIT_REPORTS_HOUR; i < LIMIT_REPORTS_KEPT; i++) {
        w->now_ms += 3600 * 1000 / LIMIT_REPORTS_HOUR + 1000;
        assert_int_equal(report(w, &w->ada, video++, ""), ERR_OK);
    }
    w->now_ms += 3600 * 1000;
    assert_int_equal(report(w, &w->ada, video, ""), ERR_LIMIT); /* all of them are open */
    assert_int_equal(decide(w, 0, 0), STATEMENT_TAKEN);
    assert_int_equal(report(w, &w->ada, video, ""), ERR_OK); /* the closed one makes room */
    struct ask_sign asked = by(&w->ada);
    assert_int_equal(ask(w, ASK_REPORTS, &asked)->count, LIMIT_REPORT_PAGE);
}

static void a_decision_ends_a_case_and_its_reporter_sees_it(void **state)
{
    struct world *w = *state;
    struct ask_sign asked = by(&w->ada);
    assert_int_equal(report(w, &w->ada, VIDEO, "words"), ERR_OK);
    assert_int_equal(decide(w, 0, 0), STATEMENT_TAKEN);
    struct desk_report seen = report_in(ask(w, ASK_REPORTS, &asked), 0);
    assert_int_equal(seen.state, DESK_DECIDED);
    assert_true(seen.decision == 1 && seen.closed_ms > 0);
    assert_int_equal(report(w, &w->ada, VIDEO, "once more"), ERR_OK); /* another case */
    assert_int_equal(report_in(ask(w, ASK_REPORTS, &asked), 0).state, DESK_OPEN);
    assert_int_equal(ask(w, ASK_REPORTS, &asked)->count, 2);
    int64_t later_ms = w->now_ms + (int64_t)(LIMIT_REPORT_DAYS + 1) * 24 * 3600 * 1000;
    assert_int_equal(account_desk_sweep(w->custodian->db, w->now_ms), ERR_OK);
    assert_int_equal(ask(w, ASK_REPORTS, &asked)->count, 2);
    assert_int_equal(account_desk_sweep(w->custodian->db, later_ms), ERR_OK);
    assert_int_equal(ask(w, ASK_REPORTS, &asked)->count, 1);
}

static void with_a_reporter_go_their_reports(void **state)
{
    struct world *w = *state;
    struct account_case found;
    struct ask_sign asked = by(&w->ben);
    assert_int_equal(report(w, &w->ada, VIDEO, "words"), ERR_OK);
    assert_int_equal(report(w, &w->ada, VIDEO + 1, "words"), ERR_OK);
    assert_int_equal(report(w, &w->ben, VIDEO, "words"), ERR_OK);
    assert_int_equal(
        account_erase(w->custodian->db, &w->custodian->keys, w->ada.id, w->now_ms, false), ERR_OK);
    assert_int_equal(account_case_open(w->custodian->db, POLICY_VIDEO, VIDEO, &found), ERR_OK);
    assert_int_equal(account_case_open(w->custodian->db, POLICY_VIDEO, VIDEO + 1, &found),
                     ERR_NOT_FOUND);
    assert_int_equal(ask(w, ASK_REPORTS, &asked)->count, 1);
}

/* Of whom a case is about nothing stays in it; it ends, and its reporters see that as of any. */
static void a_case_about_a_person_ends_with_them(void **state)
{
    struct world *w = *state;
    struct db *db = w->custodian->db;
    struct ask_sign asked = by(&w->ben);
    struct account_case found;
    int64_t decided = 0;
    assert_int_equal(account_case_join(db, POLICY_PERSON, w->ada.id, w->now_ms, &decided), ERR_OK);
    assert_int_equal(account_case_end(db, decided, 7, w->now_ms), ERR_OK);
    asked.number = w->ada.id;
    asked.kind = span_text(policy_kind_name(POLICY_PERSON));
    asked.ground = span_text("terms-spam");
    assert_int_equal(ask(w, ASK_REPORT, &asked)->err, ERR_OK);
    assert_int_equal(account_erase(db, &w->custodian->keys, w->ada.id, w->now_ms, false), ERR_OK);
    assert_int_equal(account_case_get(db, decided, &found), ERR_OK);
    assert_true(found.state == CASE_DECIDED && found.object == -decided);
    assert_int_equal(account_desk_sweep(db, w->now_ms), ERR_OK);
    asked = by(&w->ben);
    const struct ask_answer *answer = ask(w, ASK_REPORTS, &asked);
    assert_int_equal(answer->count, 1);
    struct desk_report kept = report_in(answer, 0);
    assert_true(kept.state == DESK_CLOSED && kept.closed_ms == w->now_ms && kept.object < 0);
}

static struct ask_sign notice(void)
{
    return (struct ask_sign){.number = VIDEO,
                             .kind = span_text("video"),
                             .ground = span_text("law-rights"),
                             .words = span_text("The music is by my band, and nobody asked us."),
                             .name = span_text("Carla Example"),
                             .email = span_text("carla@mail.example")};
}

static void anybody_gives_notice_and_sees_what_became_of_it(void **state)
{
    struct world *w = *state;
    struct ask_sign asked = notice();
    struct ask_sign state_of = {.number = 0};
    uint8_t receipt[ASK_TOKEN];
    const struct ask_answer *answer = ask(w, ASK_NOTICE, &asked);
    assert_int_equal(answer->err, ERR_OK);
    assert_int_equal(answer->count, 2);
    struct desk_report made = report_in(answer, 0);
    assert_true(made.notice == 1 && made.name.len == 0 && made.words.len == 0); /* the desk's */
    memcpy(receipt, answer->items[1].bytes.ptr, sizeof(receipt));
    answer = ask_again(w, ASK_NOTICE, &asked); /* sent again: it takes effect once */
    assert_true(report_in(answer, 0).number == made.number);
    assert_memory_equal(receipt, answer->items[1].bytes.ptr, sizeof(receipt));
    assert_true(report_in(ask(w, ASK_NOTICE, &asked), 0).number == made.number + 1);
    next_round(w);
    assert_false(is_in_the_clear(w, "by my band"));
    assert_false(is_in_the_clear(w, "Carla"));
    assert_false(is_in_the_clear(w, "mail.example"));
    memcpy(state_of.token, receipt, sizeof(receipt));
    state_of.number = made.number + 1;
    assert_int_equal(ask(w, ASK_NOTICE_STATE, &state_of)->err, ERR_NOT_FOUND);
    state_of.number = made.number;
    assert_int_equal(report_in(ask(w, ASK_NOTICE_STATE, &state_of), 0).state, DESK_OPEN);
    assert_int_equal(decide(w, 0, 0), STATEMENT_TAKEN);
    custodian_rollback(w->custodian);
    custodian_close(w->custodian);
    open_custodian(w); /* the office's key is there after a start, with or without people */
    assert_true(report_in(ask(w, ASK_NOTICE_STATE, &state_of), 0).decision == 1);
    state_of.token[0] ^= 1;
    assert_int_equal(ask(w, ASK_NOTICE_STATE, &state_of)->err, ERR_NOT_FOUND);
}

static struct desk_answer answer_of(struct world *w, int64_t decision)
{
    struct desk_answer given = {0};
    struct ask_sign asked = by(&w->ben);
    asked.number = decision;
    const struct ask_answer *answer = ask(w, ASK_REASON, &asked);
    assert_int_equal(answer->err, ERR_OK);
    assert_int_equal(answer->count, 2);
    assert_int_equal(desk_answer_decode(answer->items[1].bytes, &given), ERR_OK);
    return given;
}

static enum err answer(struct world *w, const struct somebody *who, int64_t decision,
                       const char *words)
{
    struct ask_sign asked = by(who);
    asked.number = decision;
    asked.words = span_text(words);
    return ask(w, ASK_ANSWER, &asked)->err;
}

/* Whether the ledger's entry is what the author is shown, and those words. */
static bool commits_to(struct world *w, int64_t decision, const char *words)
{
    struct desk_answer given = answer_of(w, decision);
    struct receipt receipt = {
        .kind = RECEIPT_ANSWER, .decision = decision, .opening = span_text(words)};
    AUTO(buf) struct buf bound = {.max = RECEIPT_BOUND};
    AUTO(buf) struct buf entry = {.max = 256};
    uint8_t digest[DIGEST_SIZE];
    assert_int_equal(given.salt.len, sizeof(receipt.salt));
    memcpy(receipt.salt, given.salt.ptr, sizeof(receipt.salt));
    assert_int_equal(receipt_answer_bound(&receipt, &bound), ERR_OK);
    digest_of(buf_span(&bound), digest);
    (void)buf_append_text(&entry, "{\"commitment\":\"");
    assert_int_equal(text_hex(span_of(digest, sizeof(digest)), &entry), ERR_OK);
    return is_in_the_clear(w, buf_text(&entry));
}

static void an_answer_is_given_once_in_time_and_another_member_decides(void **state)
{
    struct world *w = *state;
    int64_t day_ms = (int64_t)24 * 3600 * 1000;
    assert_int_equal(decide(w, 0, 0), STATEMENT_TAKEN);
    assert_int_equal(answer_of(w, 1).state, ANSWER_NONE);
    assert_true(answer_of(w, 1).until_ms > w->now_ms + (LIMIT_ANSWER_DAYS - 1) * day_ms);
    assert_int_equal(answer(w, &w->ada, 1, "not mine"), ERR_NOT_FOUND);
    assert_int_equal(answer(w, &w->ben, 2, "none"), ERR_NOT_FOUND);
    w->now_ms += (LIMIT_ANSWER_DAYS + 1) * day_ms;
    struct ask_sign late = by(&w->ben);
    assert_int_equal(
        account_session_find(w->custodian->db, late.token, w->now_ms, &(struct account_person){0}),
        ERR_DENIED); /* the session ended before; so another one */
    struct account_session_new session = {.user = w->ben.id, .request = 3, .now_ms = w->now_ms};
    assert_int_equal(account_session_begin(w->custodian->db, &session, w->ben.token), ERR_OK);
    assert_int_equal(answer(w, &w->ben, 1, "late"), ERR_LIMIT);
    w->now_ms -= (LIMIT_ANSWER_DAYS + 1) * day_ms;
    assert_int_equal(answer(w, &w->ben, 1, "It is no advertisement."), ERR_OK);
    assert_int_equal(answer(w, &w->ben, 1, "It is no advertisement."), ERR_OK); /* sent again */
    assert_int_equal(answer(w, &w->ben, 1, "Something else."), ERR_CONFLICT);
    next_round(w);
    assert_false(is_in_the_clear(w, "no advertisement"));
    assert_true(commits_to(w, 1, "It is no advertisement."));
    assert_false(commits_to(w, 1, "It is no advertisement!"));
    assert_int_equal(answer_of(w, 1).state, ANSWER_OPEN);
    assert_int_equal(decide(w, 0, 1), STATEMENT_SAME_MEMBER);
    assert_int_equal(answer_of(w, 1).state, ANSWER_OPEN);
    assert_int_equal(decide(w, 1, 1), STATEMENT_TAKEN);
    struct desk_answer given = answer_of(w, 1);
    assert_int_equal(given.state, ANSWER_REVERSED);
    assert_true(given.closing == 2 && span_is(given.words, "It is no advertisement."));
    assert_int_equal(answer(w, &w->ben, 2, "Thanks."), ERR_CONFLICT); /* there is nothing left */
    struct ask_sign asked = by(&w->ben);
    assert_int_equal(ask(w, ASK_ANSWERS, &asked)->count, 1);
}

static void run_dry(struct world *w, const struct somebody *who)
{
    struct custodian *c = w->custodian;
    AUTO(db_query) struct db_query q = {0};
    static const char sql[] = "UPDATE session SET opened = $1 WHERE account_id = $2";
    assert_int_equal(account_allowance_return(c->allowance, c->db), ERR_OK);
    assert_int_equal(db_query_start(c->db, sql, &q), ERR_OK);
    db_bind_i64(&q, 1, LIMIT_OPENS_PER_SESSION);
    db_bind_i64(&q, 2, who->id);
    assert_int_equal(db_step_done(&q, NULL), ERR_OK);
}

/* Reasons, answers and reports are opened with a session, too: one that ran dry opens none. */
static void what_one_reads_of_a_decision_or_a_report_is_counted(void **state)
{
    struct world *w = *state;
    assert_int_equal(report(w, &w->ben, VIDEO + 1, "words of ben"), ERR_OK);
    assert_int_equal(decide(w, 0, 0), STATEMENT_TAKEN);
    assert_int_equal(answer(w, &w->ben, 1, "That is no advertisement."), ERR_OK);
    struct ask_sign of_ben = by(&w->ben);
    of_ben.number = 1;
    assert_int_equal(ask(w, ASK_REASON, &of_ben)->err, ERR_OK);
    run_dry(w, &w->ben);
    assert_int_equal(ask(w, ASK_REASON, &of_ben)->err, ERR_LIMIT);
    assert_int_equal(answer(w, &w->ben, 1, "That is no advertisement."), ERR_DENIED);
    of_ben.number = 0;
    assert_int_equal(ask(w, ASK_ANSWERS, &of_ben)->err, ERR_LIMIT);
    assert_int_equal(ask(w, ASK_REPORTS, &of_ben)->err, ERR_LIMIT);
    of_ben.number = INT64_MAX;
    assert_int_equal(ask(w, ASK_REPORTS_ENDED, &of_ben)->err, ERR_OK);      /* opens nothing, */
    assert_int_equal(report(w, &w->ben, VIDEO + 1, "other words"), ERR_OK); /* nor does this */
}

static enum err see_answer(void *context, const struct account_answer *found)
{
    *(struct account_answer *)context = *found;
    return ERR_OK;
}

/* Who wrote it and what is gone; that it was not decided about is not. */
static void an_open_answer_outlives_its_author(void **state)
{
    struct world *w = *state;
    struct db *db = w->custodian->db;
    struct account_answer kept = {.decision = 0};
    assert_int_equal(decide(w, 0, 0), STATEMENT_TAKEN);
    assert_int_equal(answer(w, &w->ben, 1, "It is no advertisement."), ERR_OK);
    assert_int_equal(account_erase(db, &w->custodian->keys, w->ben.id, w->now_ms, false), ERR_OK);
    assert_int_equal(account_answer_get(db, 1, see_answer, &kept), ERR_OK);
    assert_true(kept.user == 0 && kept.words.len == 0 && kept.salt.len == 0 && kept.at_ms == 0);
    assert_int_equal(decide(w, 0, 1), STATEMENT_SAME_MEMBER);
    assert_int_equal(decide(w, 1, 1), STATEMENT_TAKEN);
    assert_int_equal(account_answer_get(db, 1, see_answer, &kept), ERR_NOT_FOUND);
}

/* The row is durable, the entry is not; or it is, and nobody noted that: the process dies there. */
static void an_entry_that_is_due_is_made_once_whenever_it_dies(void **state)
{
    struct world *w = *state;
    struct account_desk_due due;
    assert_int_equal(decide(w, 0, 0), STATEMENT_TAKEN);
    assert_int_equal(answer(w, &w->ben, 1, "No."), ERR_OK);
    assert_int_equal(custodian_commit(w->custodian), ERR_OK);
    custodian_close(w->custodian);
    open_custodian(w);
    assert_true(desk_pending(&w->custodian->desk));
    uint64_t before = ledger_size(w->custodian->ledger);
    struct custodian *c = w->custodian;
    assert_int_equal(desk_entries(&c->desk, c->db, &c->journal), ERR_OK);
    assert_int_equal(journal_commit(&c->journal), ERR_OK);
    assert_true(ledger_size(c->ledger) == before + 1);
    custodian_rollback(c);
    custodian_close(c);
    open_custodian(w);
    assert_int_equal(account_desk_due_next(w->custodian->db, 0, &due), ERR_NOT_FOUND);
    assert_true(ledger_size(w->custodian->ledger) == before + 1);
}

/* ---- members at the desk */

struct seat {
    enum err err;
    uint8_t token[ASK_TOKEN];
};

static void desk_statement(struct world *w, size_t member, const struct approval_desk *desk,
                           struct buf *out)
{
    AUTO(buf) struct buf payload = {.max = LIMIT_STATEMENT};
    assert_int_equal(approval_desk_encode(desk, &payload), ERR_OK);
    sign(w, member, buf_span(&payload), span_of(NULL, 0), out);
}

static struct approval_desk now_for(const struct world *w, int64_t hours)
{
    static uint8_t number;
    struct approval_desk desk = {.made_ms = w->now_ms, .until_ms = w->now_ms + hours * 3600 * 1000};
    memcpy(desk.region, w->custodian->origin, sizeof(desk.region));
    desk.puid[0] = ++number;
    return desk;
}

static struct seat sit(struct world *w, size_t member, const struct approval_desk *desk)
{
    AUTO(buf) struct buf text = {.max = LIMIT_STATEMENT_FILE};
    desk_statement(w, member, desk, &text);
    struct ask_sign asked = {.statement = buf_span(&text)};
    const struct ask_answer *answer = ask(w, ASK_DESK, &asked);
    struct seat seat = {.err = answer->err};
    if (seat.err == ERR_OK) {
        assert_int_equal(answer->count, 3);
        memcpy(seat.token, answer->items[0].bytes.ptr, sizeof(seat.token));
    }
    return seat;
}

/* All that waits, from the first on. */
static struct ask_sign at(const struct seat *seat)
{
    static const uint8_t open[DESK_FILTER] = {1};
    struct ask_sign asked = {.filter = span_of(open, sizeof(open))};
    memcpy(asked.token, seat->token, sizeof(asked.token));
    return asked;
}

static void only_a_members_fresh_statement_lets_in_and_once(void **state)
{
    struct world *w = *state;
    int64_t hour_ms = 3600 * 1000;
    AUTO(buf) struct buf text = {.max = LIMIT_STATEMENT_FILE};
    struct approval_desk good = now_for(w, LIMIT_DESK_HOURS);
    struct approval_desk bad = good;
    bad.until_ms++;
    assert_int_equal(sit(w, 0, &bad).err, ERR_DENIED); /* too long */
    bad = good;
    bad.made_ms -= LIMIT_DESK_FRESH_MS + 1;
    bad.until_ms = bad.made_ms + hour_ms;
    assert_int_equal(sit(w, 0, &bad).err, ERR_DENIED); /* signed too long ago */
    bad = good;
    bad.made_ms += LIMIT_DESK_FRESH_MS + 1;
    assert_int_equal(sit(w, 0, &bad).err, ERR_DENIED); /* or not yet */
    bad = good;
    bad.until_ms = w->now_ms;
    assert_int_equal(sit(w, 0, &bad).err, ERR_DENIED); /* over */
    bad = good;
    bad.region[0] ^= 1;
    assert_int_equal(sit(w, 0, &bad).err, ERR_DENIED); /* elsewhere */
    memset(w->members[1], 9, sizeof(w->members[1]));
    assert_int_equal(sit(w, 1, &good).err, ERR_DENIED); /* nobody's key */
    desk_statement(w, 0, &good, &text);
    text.ptr[text.len / 2] ^= 1;
    struct ask_sign forged = {.statement = buf_span(&text)};
    assert_int_equal(ask(w, ASK_DESK, &forged)->err, ERR_DENIED);
    struct seat seat = sit(w, 0, &good);
    assert_int_equal(seat.err, ERR_OK);
    assert_int_equal(sit(w, 0, &good).err, ERR_DENIED); /* once */
    next_round(w);
    struct ask_sign asked = at(&seat);
    assert_int_equal(ask(w, ASK_CASES, &asked)->err, ERR_OK);
    asked.token[0] ^= 1;
    assert_int_equal(ask(w, ASK_CASES, &asked)->err, ERR_DENIED);
    memcpy(asked.token, w->ada.token, sizeof(asked.token)); /* nor a person's session */
    assert_int_equal(ask(w, ASK_CASES, &asked)->err, ERR_DENIED);
    asked = at(&seat);
    w->now_ms += LIMIT_DESK_HOURS * hour_ms;
    assert_int_equal(ask(w, ASK_CASES, &asked)->err, ERR_DENIED);
}

static void nothing_is_opened_before_the_ledger_has_who_looks(void **state)
{
    struct world *w = *state;
    struct approval_desk desk = now_for(w, 1);
    assert_int_equal(report(w, &w->ada, VIDEO, "words"), ERR_OK);
    struct seat seat = sit(w, 0, &desk);
    struct ask_sign asked = at(&seat);
    assert_int_equal(ask(w, ASK_CASES, &asked)->err, ERR_BUSY);
    asked.number = 1;
    assert_int_equal(ask(w, ASK_CASE, &asked)->err, ERR_BUSY);
    assert_int_equal(ask(w, ASK_LOOK, &asked)->err, ERR_BUSY);
    assert_false(is_in_the_clear(w, "\"type\":\"desk\""));
    next_round(w);
    assert_true(is_in_the_clear(w, "\"type\":\"desk\""));
    assert_int_equal(ask(w, ASK_CASE, &asked)->err, ERR_OK);
}

static void a_member_reads_what_was_said_and_the_ledger_has_how_much(void **state)
{
    struct world *w = *state;
    struct approval_desk desk = now_for(w, 1);
    struct ask_sign given = notice();
    struct desk_case found;
    struct desk_answer said;
    assert_int_equal(decide(w, 0, 0), STATEMENT_TAKEN);
    assert_int_equal(answer(w, &w->ben, 1, "It is not."), ERR_OK);
    assert_int_equal(report(w, &w->ada, VIDEO, "the same advertisement"), ERR_OK);
    assert_int_equal(ask(w, ASK_NOTICE, &given)->err, ERR_OK);
    assert_int_equal(report(w, &w->ben, VIDEO + 1, ""), ERR_OK);
    struct seat seat = sit(w, 0, &desk);
    next_round(w);
    struct ask_sign asked = at(&seat);
    const struct ask_answer *answer = ask(w, ASK_CASES, &asked);
    assert_int_equal(answer->count, 2);
    assert_int_equal(desk_case_decode(answer->items[0].bytes, &found), ERR_OK);
    assert_true(found.object == VIDEO && found.reports == 1 && found.notices == 1);
    assert_true(span_is(found.grounds, "law-rights terms-spam"));
    asked.number = found.number;
    answer = ask(w, ASK_CASE, &asked);
    assert_int_equal(answer->count, 4);
    assert_true(span_is(report_in(answer, 2).words, "the same advertisement"));
    assert_true(span_is(report_in(answer, 3).email, "carla@mail.example"));
    assert_int_equal(desk_answer_decode(answer->items[1].bytes, &said), ERR_OK);
    assert_true(span_is(said.words, "It is not.") && said.salt.len == 0); /* nothing to prove it */
    asked.after = report_in(answer, 2).number;
    assert_int_equal(ask(w, ASK_CASE, &asked)->count, 3);
    assert_int_equal(ask(w, ASK_LOOK, &asked)->count, 1);
    asked.number = 77;
    assert_int_equal(ask(w, ASK_CASE, &asked)->err, ERR_NOT_FOUND);
    assert_int_equal(ask(w, ASK_DESK_END, &asked)->err, ERR_OK);
    assert_int_equal(ask(w, ASK_DESK_END, &asked)->err, ERR_DENIED);
    next_round(w);
    assert_true(is_in_the_clear(w, "{\"count\":6,\"digest\"")); /* 3, 2 and 1 */
}

static void of_a_long_sitting_the_ledger_has_how_much_each_hour(void **state)
{
    struct world *w = *state;
    struct approval_desk desk = now_for(w, LIMIT_DESK_HOURS);
    bool due = false;
    assert_int_equal(report(w, &w->ada, VIDEO, "words"), ERR_OK);
    struct seat seat = sit(w, 0, &desk);
    next_round(w);
    struct ask_sign asked = at(&seat);
    asked.number = 1;
    assert_int_equal(ask(w, ASK_LOOK, &asked)->err, ERR_OK);
    assert_int_equal(account_sitting_say(w->custodian->db, w->now_ms + 1000, &due), ERR_OK);
    assert_false(due);
    w->now_ms += LIMIT_DESK_SAID_MS;
    assert_int_equal(account_sitting_say(w->custodian->db, w->now_ms, &due), ERR_OK);
    assert_true(due);
    assert_int_equal(account_sitting_say(w->custodian->db, w->now_ms, &due), ERR_OK);
    assert_false(due);
    assert_int_equal(ask(w, ASK_LOOK, &asked)->err, ERR_OK);
    w->now_ms += 2 * (int64_t)LIMIT_DESK_HOURS * 3600 * 1000; /* it has ended by itself */
    assert_int_equal(account_sitting_say(w->custodian->db, w->now_ms, &due), ERR_OK);
    assert_true(due);
}

static int64_t number_of(struct world *w, const char *sql)
{
    AUTO(db_query) struct db_query q = {0};
    assert_int_equal(db_query_start(w->custodian->db, sql, &q), ERR_OK);
    assert_int_equal(db_step_row(&q), ERR_OK);
    return db_column_i64(&q, 0);
}

/* How much was opened by all who sit, once somebody asked for many parts of a case's media. */
static int64_t played(struct world *w, const struct seat *seat, int64_t of)
{
    struct ask_sign asked = at(seat);
    asked.number = of;
    for (int i = 0; i < 30; i++) {
        assert_int_equal(ask(w, ASK_LOOK, &asked)->count, 1);
    }
    return number_of(w, "SELECT sum(opened) FROM sitting");
}

static void who_plays_a_clip_looks_once_and_later_again(void **state)
{
    struct world *w = *state;
    bool due = false;
    struct approval_desk desk = now_for(w, LIMIT_DESK_HOURS);
    assert_int_equal(report(w, &w->ada, VIDEO, "words"), ERR_OK);
    assert_int_equal(report(w, &w->ada, VIDEO + 1, "words"), ERR_OK);
    struct seat first = sit(w, 0, &desk);
    desk = now_for(w, LIMIT_DESK_HOURS);
    struct seat second = sit(w, 1, &desk);
    next_round(w);
    assert_int_equal(played(w, &first, 1), 1);
    assert_int_equal(played(w, &first, 2), 2);
    assert_int_equal(played(w, &first, 1), 2);
    assert_int_equal(played(w, &second, 1), 3); /* another's look is another */
    w->now_ms += LIMIT_DESK_LOOK_MS - 1;
    assert_int_equal(account_sitting_say(w->custodian->db, w->now_ms, &due), ERR_OK);
    assert_int_equal(played(w, &first, 1), 3);
    w->now_ms++;
    assert_int_equal(played(w, &first, 1), 4);
    w->now_ms -= 1000; /* the clock was set back */
    assert_int_equal(played(w, &first, 1), 5);
    w->now_ms += LIMIT_DESK_LOOK_MS;
    assert_int_equal(account_sitting_say(w->custodian->db, w->now_ms, &due), ERR_OK);
    assert_int_equal(number_of(w, "SELECT count(*) FROM desk_look"), 0);
}

static void dismissal_text(struct world *w, size_t member, int64_t of, int64_t upto,
                           struct buf *out)
{
    static uint8_t number;
    AUTO(buf) struct buf payload = {.max = LIMIT_STATEMENT};
    AUTO(buf) struct buf words = {.max = LIMIT_STATEMENT_FILE};
    struct approval_opening opening = {.object = of, .reason = span_text("It stays as it is.")};
    struct approval_dismissal d = {.of = of, .upto = upto, .made_ms = w->now_ms};
    memcpy(d.region, w->custodian->origin, sizeof(d.region));
    d.puid[0] = ++number;
    assert_int_equal(approval_opening_encode(&opening, &words), ERR_OK);
    digest_of(buf_span(&words), d.opening);
    assert_int_equal(approval_dismissal_encode(&d, &payload), ERR_OK);
    sign(w, member, buf_span(&payload), buf_span(&words), out);
}

/* All that came to it until now. */
static int64_t seen(struct world *w, int64_t of)
{
    struct account_case found;
    assert_int_equal(account_case_get(w->custodian->db, of, &found), ERR_OK);
    return found.last_ms;
}

static enum ctl_statement dismiss(struct world *w, size_t member, int64_t of, int64_t upto)
{
    AUTO(buf) struct buf text = {.max = LIMIT_STATEMENT_FILE};
    dismissal_text(w, member, of, upto, &text);
    return take(w, buf_span(&text));
}

/* The objects of a page of the queue, as digits behind VIDEO; filter goes on behind its last. */
static const char *queue(struct world *w, const struct seat *seat, struct desk_filter *filter,
                         struct desk_counts *counts)
{
    static char text[LIMIT_DESK_CASES + 2];
    AUTO(buf) struct buf asked = {.max = DESK_FILTER};
    struct ask_sign sign = at(seat);
    filter->counts = counts != NULL;
    assert_int_equal(desk_filter_encode(filter, &asked), ERR_OK);
    sign.filter = buf_span(&asked);
    const struct ask_answer *answer = ask(w, ASK_CASES, &sign);
    assert_int_equal(answer->err, ERR_OK);
    size_t first = counts == NULL ? 0 : 1;
    if (counts != NULL) {
        assert_int_equal(desk_counts_decode(answer->items[0].bytes, counts), ERR_OK);
        assert_int_equal(counts->ground_count, 18); /* any, and each */
    }
    memset(text, 0, sizeof(text));
    for (size_t i = first; i < answer->count; i++) {
        struct desk_case found;
        assert_int_equal(desk_case_decode(answer->items[i].bytes, &found), ERR_OK);
        assert_int_equal(found.said, found.reports + found.notices);
        text[i - first] = (char)('0' + (found.object - VIDEO));
        filter->number = found.number;
        filter->said = found.said;
    }
    return text;
}

/* VIDEO was hidden and answered, 1 is a comment of that number, 2 has a notice, 3 both, 4 is done.
 */
static struct seat queue_of_five(struct world *w)
{
    struct approval_desk desk = now_for(w, 1);
    struct ask_sign asked = by(&w->ada);
    struct ask_sign given = notice();
    assert_int_equal(decide(w, 0, 0), STATEMENT_TAKEN);
    assert_int_equal(answer(w, &w->ben, 1, "It is not."), ERR_OK);
    asked.kind = span_text("comment");
    asked.number = VIDEO + 1;
    assert_int_equal(ask(w, ASK_REPORT, &asked)->err, ERR_OK);
    for (given.number = VIDEO + 2; given.number <= VIDEO + 3; given.number++) {
        assert_int_equal(ask(w, ASK_NOTICE, &given)->err, ERR_OK);
    }
    assert_int_equal(report(w, &w->ada, VIDEO + 3, "once"), ERR_OK);
    assert_int_equal(report(w, &w->ben, VIDEO + 3, "twice"), ERR_OK);
    assert_int_equal(report(w, &w->ben, VIDEO + 4, ""), ERR_OK);
    struct seat seat = sit(w, 0, &desk);
    next_round(w);
    assert_int_equal(dismiss(w, 0, 5, seen(w, 5)), STATEMENT_TAKEN);
    return seat;
}

static void the_queue_is_cut_by_what_where_from_why_and_how_it_stands(void **state)
{
    struct world *w = *state;
    struct seat seat = queue_of_five(w);
    uint8_t spam = (uint8_t)policy_ground_place(span_text("terms-spam"));
    uint8_t rights = (uint8_t)policy_ground_place(span_text("law-rights"));
    const struct {
        struct desk_filter filter;
        const char *found;
    } cases[] = {
        {{.queue = QUEUE_OPEN}, "0123"},
        {{.order = ORDER_NEWEST}, "3210"},
        {{.order = ORDER_MOST}, "3120"},
        {{.queue = QUEUE_ANSWERED}, "0"},
        {{.source = SOURCE_ANSWER}, "0"},
        {{.queue = QUEUE_DECIDED}, "4"},
        {{.queue = QUEUE_DECIDED, .order = ORDER_MOST, .source = SOURCE_REPORT}, "4"},
        {{.queue = QUEUE_DECIDED, .source = SOURCE_NOTICE}, ""},
        {{.source = SOURCE_REPORT}, "13"},
        {{.source = SOURCE_NOTICE}, "23"},
        {{.kind = POLICY_COMMENT + 1}, "1"},
        {{.kind = POLICY_PERSON + 1}, ""},
        {{.kind = POLICY_VIDEO + 1, .ground = spam}, "3"},
        {{.ground = rights, .order = ORDER_NEWEST}, "32"},
        {{.ground = spam, .source = SOURCE_NOTICE}, "3"},
        {{.queue = QUEUE_ANSWERED, .ground = spam}, ""},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct desk_filter filter = cases[i].filter;
        assert_string_equal(queue(w, &seat, &filter, NULL), cases[i].found);
        assert_string_equal(queue(w, &seat, &filter, NULL), ""); /* nothing behind the last */
    }
    struct desk_filter none = {.ground = 60};
    struct ask_sign asked = at(&seat);
    AUTO(buf) struct buf bytes = {.max = DESK_FILTER};
    assert_int_equal(desk_filter_encode(&none, &bytes), ERR_OK);
    asked.filter = buf_span(&bytes);
    assert_int_equal(ask(w, ASK_CASES, &asked)->err, ERR_FORMAT);
}

static void beside_each_filter_stands_how_many_fit_it(void **state)
{
    struct world *w = *state;
    struct seat seat = queue_of_five(w);
    size_t spam = policy_ground_place(span_text("terms-spam"));
    size_t rights = policy_ground_place(span_text("law-rights"));
    struct desk_counts n;
    struct desk_filter filter = {.source = SOURCE_NOTICE, .ground = (uint8_t)spam};
    assert_string_equal(queue(w, &seat, &filter, &n), "3");
    assert_int_equal(n.all, 4);
    assert_true(n.queues[QUEUE_OPEN] == 1 && n.queues[QUEUE_ANSWERED] == 0);
    assert_int_equal(n.queues[QUEUE_DECIDED], 0);
    assert_true(n.sources[SOURCE_ANY] == 2 && n.sources[SOURCE_REPORT] == 2);
    assert_true(n.sources[SOURCE_NOTICE] == 1 && n.sources[SOURCE_ANSWER] == 0);
    assert_true(n.kinds[0] == 1 && n.kinds[POLICY_VIDEO + 1] == 1);
    assert_int_equal(n.kinds[POLICY_COMMENT + 1], 0);
    assert_true(n.grounds[0] == 2 && n.grounds[spam] == 1 && n.grounds[rights] == 2);
    filter = (struct desk_filter){.queue = QUEUE_DECIDED};
    assert_string_equal(queue(w, &seat, &filter, &n), "4");
    assert_true(n.all == 1 && n.queues[QUEUE_OPEN] == 4 && n.queues[QUEUE_ANSWERED] == 1);
}

/* A reason that was changed, and reporters who leave with what they said. */
static void what_a_case_is_found_by_follows_what_is_in_it(void **state)
{
    struct world *w = *state;
    struct seat seat = queue_of_five(w);
    struct ask_sign asked = by(&w->ada);
    struct account_keys *keys = &w->custodian->keys;
    struct desk_filter danger = {.ground = (uint8_t)policy_ground_place(span_text("terms-danger"))};
    struct desk_filter spam = {.ground = (uint8_t)policy_ground_place(span_text("terms-spam"))};
    struct desk_filter most = {.order = ORDER_MOST};
    asked.number = VIDEO + 3;
    asked.ground = span_text("terms-danger");
    assert_int_equal(ask(w, ASK_REPORT, &asked)->err, ERR_OK);
    assert_string_equal(queue(w, &seat, &danger, NULL), "3");
    assert_string_equal(queue(w, &seat, &spam, NULL), "13");
    assert_int_equal(account_erase(w->custodian->db, keys, w->ada.id, w->now_ms, false), ERR_OK);
    danger.number = spam.number = 0;
    assert_string_equal(queue(w, &seat, &danger, NULL), "");
    assert_string_equal(queue(w, &seat, &spam, NULL),
                        "3"); /* ben's; of the comment nothing is left */
    assert_string_equal(queue(w, &seat, &most, NULL), "320");
    assert_int_equal(account_erase(w->custodian->db, keys, w->ben.id, w->now_ms, false), ERR_OK);
    struct desk_filter answered = {.queue = QUEUE_ANSWERED};
    struct desk_filter all = {.queue = QUEUE_OPEN};
    struct desk_filter reported = {.source = SOURCE_REPORT};
    assert_string_equal(queue(w, &seat, &answered, NULL), "");
    assert_string_equal(queue(w, &seat, &all, NULL), "23");
    assert_string_equal(queue(w, &seat, &reported, NULL), "");
}

static void a_case_is_closed_without_a_decision_by_who_saw_all_of_it(void **state)
{
    struct world *w = *state;
    struct ask_sign asked = by(&w->ada);
    AUTO(buf) struct buf text = {.max = LIMIT_STATEMENT_FILE};
    assert_int_equal(report(w, &w->ada, VIDEO, "words"), ERR_OK);
    int64_t first = seen(w, 1);
    assert_int_equal(report(w, &w->ben, VIDEO, "more words"), ERR_OK);
    assert_int_equal(dismiss(w, 0, 1, first), STATEMENT_OVERTAKEN); /* one came since */
    int64_t both = seen(w, 1);
    assert_int_equal(report(w, &w->ben, VIDEO, "other words"), ERR_OK);
    assert_int_equal(dismiss(w, 0, 1, both), STATEMENT_OVERTAKEN); /* nor is it the same any more */
    assert_int_equal(dismiss(w, 0, 7, seen(w, 1)), STATEMENT_NO_MOVE);
    dismissal_text(w, 0, 1, seen(w, 1), &text);
    text.ptr[text.len - 1] ^= 1; /* of the opening */
    assert_int_equal(take(w, buf_span(&text)), STATEMENT_MALFORMED);
    text.ptr[text.len - 1] ^= 1;
    assert_int_equal(take(w, buf_span(&text)), STATEMENT_TAKEN);
    assert_int_equal(take(w, buf_span(&text)), STATEMENT_KNOWN);
    assert_int_equal(dismiss(w, 0, 1, seen(w, 1)), STATEMENT_NO_MOVE);
    assert_int_equal(report_in(ask(w, ASK_REPORTS, &asked), 0).state, DESK_CLOSED);
    asked.number = INT64_MAX;
    struct desk_report told = report_in(ask(w, ASK_REPORTS_ENDED, &asked), 0);
    assert_true(told.state == DESK_CLOSED && told.object == VIDEO && told.words.len == 0);
    asked.number = told.closed_ms - 1;
    assert_int_equal(ask(w, ASK_REPORTS_ENDED, &asked)->count, 0);
    asked.number = 0;
    assert_true(is_in_the_clear(w, "\"type\":\"dismissal\""));
    assert_false(is_in_the_clear(w, "It stays as it is"));
}

static void an_answer_is_refused_by_another_member_and_its_author_told_why(void **state)
{
    struct world *w = *state;
    assert_int_equal(decide(w, 0, 0), STATEMENT_TAKEN);
    assert_int_equal(report(w, &w->ada, VIDEO, "it is still there"), ERR_OK);
    int64_t before = seen(w, 1);
    assert_int_equal(answer(w, &w->ben, 1, "It is no advertisement."), ERR_OK);
    assert_int_equal(dismiss(w, 1, 1, before), STATEMENT_OVERTAKEN); /* nobody read the answer */
    assert_int_equal(answer_of(w, 1).state, ANSWER_OPEN);
    assert_int_equal(dismiss(w, 0, 1, seen(w, 1)), STATEMENT_SAME_MEMBER);
    assert_int_equal(dismiss(w, 1, 1, seen(w, 1)), STATEMENT_TAKEN);
    assert_int_equal(answer_of(w, 1).state, ANSWER_UPHELD);
    assert_true(span_is(answer_of(w, 1).reply, "It stays as it is."));
    assert_true(is_in_the_clear(w, "{\"answer\":1,\"case\":1"));
}

static void a_member_signs_at_the_desk_for_nobody_else(void **state)
{
    struct world *w = *state;
    struct approval_desk desk = now_for(w, 1);
    AUTO(buf) struct buf own = {.max = LIMIT_STATEMENT_FILE};
    AUTO(buf) struct buf others = {.max = LIMIT_STATEMENT_FILE};
    assert_int_equal(report(w, &w->ada, VIDEO, "words"), ERR_OK);
    struct seat seat = sit(w, 0, &desk);
    next_round(w);
    struct ask_sign asked = at(&seat);
    dismissal_text(w, 1, 1, seen(w, 1), &others);
    dismissal_text(w, 0, 1, seen(w, 1), &own);
    const int64_t codes[] = {STATEMENT_NO_MEMBER, STATEMENT_TAKEN};
    const struct span texts[] = {buf_span(&others), buf_span(&own)};
    for (size_t i = 0; i < 2; i++) {
        asked.statement = texts[i];
        const struct ask_answer *got = ask(w, ASK_STATEMENT, &asked);
        assert_int_equal(got->err, ERR_OK);
        struct wire_reader r = wire_read(got->items[0].bytes);
        assert_true(wire_i64(&r) == codes[i]);
        assert_true(wire_i64(&r) == (i == 0 ? 0 : -1));
        assert_int_equal(wire_end(&r), ERR_OK);
    }
}

#define IN_WORLD(test) cmocka_unit_test_setup_teardown(test, make_world, drop_world)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_report_is_sealed_and_its_reporters_alone),
        IN_WORLD(what_cannot_be_a_report_is_refused),
        IN_WORLD(reports_of_one_person_are_bounded_by_the_hour_and_in_all),
        IN_WORLD(a_decision_ends_a_case_and_its_reporter_sees_it),
        IN_WORLD(with_a_reporter_go_their_reports),
        IN_WORLD(a_case_about_a_person_ends_with_them),
        IN_WORLD(anybody_gives_notice_and_sees_what_became_of_it),
        IN_WORLD(an_answer_is_given_once_in_time_and_another_member_decides),
        IN_WORLD(what_one_reads_of_a_decision_or_a_report_is_counted),
        IN_WORLD(an_open_answer_outlives_its_author),
        IN_WORLD(an_entry_that_is_due_is_made_once_whenever_it_dies),
        IN_WORLD(only_a_members_fresh_statement_lets_in_and_once),
        IN_WORLD(nothing_is_opened_before_the_ledger_has_who_looks),
        IN_WORLD(a_member_reads_what_was_said_and_the_ledger_has_how_much),
        IN_WORLD(of_a_long_sitting_the_ledger_has_how_much_each_hour),
        IN_WORLD(who_plays_a_clip_looks_once_and_later_again),
        IN_WORLD(a_case_is_closed_without_a_decision_by_who_saw_all_of_it),
        IN_WORLD(an_answer_is_refused_by_another_member_and_its_author_told_why),
        IN_WORLD(the_queue_is_cut_by_what_where_from_why_and_how_it_stands),
        IN_WORLD(beside_each_filter_stands_how_many_fit_it),
        IN_WORLD(what_a_case_is_found_by_follows_what_is_in_it),
        IN_WORLD(a_member_signs_at_the_desk_for_nobody_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
