#include "wire_desk.h"

#include "wire_codec.h"

#include <stddef.h>

enum { VERSION = 1, ANSWER_VERSION = 2, CASE_VERSION = 2 };

enum err desk_report_encode(const struct desk_report *report, struct buf *out)
{
    wire_put_u8(out, VERSION);
    wire_put_i64(out, report->number);
    wire_put_i64(out, report->of);
    wire_put_i64(out, report->object);
    wire_put_i64(out, report->decision);
    wire_put_i64(out, report->at_ms);
    wire_put_i64(out, report->closed_ms);
    wire_put_u8(out, report->kind);
    wire_put_u8(out, report->state);
    wire_put_u8(out, report->notice);
    wire_put_u8(out, report->fresh);
    wire_put_bytes(out, report->ground);
    wire_put_bytes(out, report->words);
    wire_put_bytes(out, report->name);
    wire_put_bytes(out, report->email);
    return buf_status(out);
}

enum err desk_report_decode(struct span in, struct desk_report *out_report)
{
    struct wire_reader r = wire_read(in);
    struct desk_report report = {0};
    wire_expect(&r, wire_u8(&r) == VERSION);
    report.number = wire_i64(&r);
    report.of = wire_i64(&r);
    report.object = wire_i64(&r);
    report.decision = wire_i64(&r);
    report.at_ms = wire_i64(&r);
    report.closed_ms = wire_i64(&r);
    report.kind = wire_u8(&r);
    report.state = wire_u8(&r);
    report.notice = wire_u8(&r);
    report.fresh = wire_u8(&r);
    wire_expect(&r, report.state < DESK_STATE_COUNT_);
    wire_expect(&r, report.notice <= 1);
    wire_expect(&r, report.fresh <= 1);
    report.ground = wire_bytes(&r, DESK_CODE);
    report.words = wire_bytes(&r, DESK_WORDS);
    report.name = wire_bytes(&r, DESK_NAME);
    report.email = wire_bytes(&r, LIMIT_EMAIL);
    TRY(wire_end(&r));
    *out_report = report;
    return ERR_OK;
}

enum err desk_case_encode(const struct desk_case *desk_case, struct buf *out)
{
    wire_put_u8(out, CASE_VERSION);
    wire_put_i64(out, desk_case->number);
    wire_put_i64(out, desk_case->object);
    wire_put_i64(out, desk_case->decision);
    wire_put_i64(out, desk_case->held);
    wire_put_i64(out, desk_case->answer);
    wire_put_i64(out, desk_case->first_ms);
    wire_put_i64(out, desk_case->last_ms);
    wire_put_i64(out, desk_case->closed_ms);
    wire_put_i64(out, desk_case->reports);
    wire_put_i64(out, desk_case->notices);
    wire_put_i64(out, desk_case->newest);
    wire_put_i64(out, desk_case->said);
    wire_put_u8(out, desk_case->kind);
    wire_put_u8(out, desk_case->state);
    wire_put_u8(out, desk_case->visible);
    wire_put_u8(out, desk_case->own);
    wire_put_bytes(out, desk_case->grounds);
    return buf_status(out);
}

enum err desk_case_decode(struct span in, struct desk_case *out_case)
{
    struct wire_reader r = wire_read(in);
    struct desk_case found = {0};
    wire_expect(&r, wire_u8(&r) == CASE_VERSION);
    found.number = wire_i64(&r);
    found.object = wire_i64(&r);
    found.decision = wire_i64(&r);
    found.held = wire_i64(&r);
    found.answer = wire_i64(&r);
    found.first_ms = wire_i64(&r);
    found.last_ms = wire_i64(&r);
    found.closed_ms = wire_i64(&r);
    found.reports = wire_i64(&r);
    found.notices = wire_i64(&r);
    found.newest = wire_i64(&r);
    found.said = wire_i64(&r);
    found.kind = wire_u8(&r);
    found.state = wire_u8(&r);
    found.visible = wire_u8(&r);
    found.own = wire_u8(&r);
    wire_expect(&r, found.state < DESK_STATE_COUNT_);
    wire_expect(&r, found.own <= 1);
    found.grounds = wire_bytes(&r, DESK_GROUNDS);
    TRY(wire_end(&r));
    *out_case = found;
    return ERR_OK;
}

enum err desk_answer_encode(const struct desk_answer *answer, struct buf *out)
{
    wire_put_u8(out, ANSWER_VERSION);
    wire_put_i64(out, answer->decision);
    wire_put_i64(out, answer->at_ms);
    wire_put_i64(out, answer->until_ms);
    wire_put_i64(out, answer->closing);
    wire_put_u8(out, answer->state);
    wire_put_bytes(out, answer->words);
    wire_put_bytes(out, answer->reply);
    wire_put_bytes(out, answer->salt);
    return buf_status(out);
}

enum err desk_answer_decode(struct span in, struct desk_answer *out_answer)
{
    struct wire_reader r = wire_read(in);
    struct desk_answer answer = {0};
    wire_expect(&r, wire_u8(&r) == ANSWER_VERSION);
    answer.decision = wire_i64(&r);
    answer.at_ms = wire_i64(&r);
    answer.until_ms = wire_i64(&r);
    answer.closing = wire_i64(&r);
    answer.state = wire_u8(&r);
    wire_expect(&r, answer.state < ANSWER_STATE_COUNT_);
    answer.words = wire_bytes(&r, DESK_WORDS);
    answer.reply = wire_bytes(&r, DESK_WORDS);
    answer.salt = wire_bytes(&r, DESK_SALT);
    wire_expect(&r, answer.salt.len == 0 || answer.salt.len == DESK_SALT);
    TRY(wire_end(&r));
    *out_answer = answer;
    return ERR_OK;
}

enum err desk_filter_encode(const struct desk_filter *filter, struct buf *out)
{
    wire_put_u8(out, VERSION);
    wire_put_u8(out, filter->queue);
    wire_put_u8(out, filter->source);
    wire_put_u8(out, filter->kind);
    wire_put_u8(out, filter->ground);
    wire_put_u8(out, filter->order);
    wire_put_u8(out, filter->counts);
    wire_put_i64(out, filter->number);
    wire_put_i64(out, filter->said);
    return buf_status(out);
}

enum err desk_filter_decode(struct span in, struct desk_filter *out_filter)
{
    struct wire_reader r = wire_read(in);
    struct desk_filter filter = {0};
    wire_expect(&r, wire_u8(&r) == VERSION);
    filter.queue = wire_u8(&r);
    filter.source = wire_u8(&r);
    filter.kind = wire_u8(&r);
    filter.ground = wire_u8(&r);
    filter.order = wire_u8(&r);
    filter.counts = wire_u8(&r);
    filter.number = wire_i64(&r);
    filter.said = wire_i64(&r);
    wire_expect(&r, filter.queue < QUEUE_COUNT_ && filter.source < SOURCE_COUNT_);
    wire_expect(&r, filter.kind < DESK_KINDS && filter.ground < DESK_GROUND_MAX);
    wire_expect(&r, filter.order < ORDER_COUNT_ && filter.counts <= 1);
    wire_expect(&r, filter.number >= 0 && filter.said >= 0);
    TRY(wire_end(&r));
    *out_filter = filter;
    return ERR_OK;
}

static void put_numbers(struct buf *out, const int64_t *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        wire_put_i64(out, numbers[i]);
    }
}

static void take_numbers(struct wire_reader *r, int64_t *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        numbers[i] = wire_i64(r);
    }
}

enum err desk_counts_encode(const struct desk_counts *counts, struct buf *out)
{
    wire_put_u8(out, VERSION);
    wire_put_i64(out, counts->all);
    put_numbers(out, counts->queues, QUEUE_COUNT_);
    put_numbers(out, counts->sources, SOURCE_COUNT_);
    put_numbers(out, counts->kinds, DESK_KINDS);
    wire_put_u8(out, counts->ground_count);
    put_numbers(out, counts->grounds, counts->ground_count);
    return buf_status(out);
}

enum err desk_counts_decode(struct span in, struct desk_counts *out_counts)
{
    struct wire_reader r = wire_read(in);
    struct desk_counts counts = {0};
    wire_expect(&r, wire_u8(&r) == VERSION);
    counts.all = wire_i64(&r);
    take_numbers(&r, counts.queues, QUEUE_COUNT_);
    take_numbers(&r, counts.sources, SOURCE_COUNT_);
    take_numbers(&r, counts.kinds, DESK_KINDS);
    counts.ground_count = wire_u8(&r);
    if (counts.ground_count > DESK_GROUND_MAX) {
        return ERR_FORMAT;
    }
    take_numbers(&r, counts.grounds, counts.ground_count);
    TRY(wire_end(&r));
    *out_counts = counts;
    return ERR_OK;
}

const char *desk_state_name(uint8_t state)
{
    static const char *const names[DESK_STATE_COUNT_] = {
        [DESK_OPEN] = "open", [DESK_DECIDED] = "decided", [DESK_CLOSED] = "closed"};
    return state < DESK_STATE_COUNT_ ? names[state] : "?";
}

const char *desk_answer_name(uint8_t state)
{
    static const char *const names[ANSWER_STATE_COUNT_] = {[ANSWER_NONE] = "none",
                                                           [ANSWER_OPEN] = "open",
                                                           [ANSWER_UPHELD] = "upheld",
                                                           [ANSWER_REVERSED] = "reversed"};
    return state < ANSWER_STATE_COUNT_ ? names[state] : "?";
}
