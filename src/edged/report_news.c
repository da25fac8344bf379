#include "report_news.h"

#include "about.h"
#include "base_id.h"
#include "base_time.h"
#include "people_json.h"
#include "session.h"

#include <string.h>

enum { DAY_MS = 24 * 3600 * 1000 };

static enum err read_page(const struct ask_answer *answer, int64_t below, struct report_news *out)
{
    int64_t oldest = id_since(time_wall_ms() - LIMIT_NOTICE_DAYS * (int64_t)DAY_MS);
    out->more = answer->count >= LIMIT_REPORT_PAGE;
    for (size_t i = 0; i < answer->count && i < LIMIT_REPORT_PAGE; i++) {
        struct desk_report report;
        TRY(desk_report_decode(answer->items[i].bytes, &report) == ERR_OK ? ERR_OK : ERR_IO);
        struct report_new found = {.id = id_within(report.closed_ms, report.number),
                                   .at_ms = report.closed_ms,
                                   .object = report.object,
                                   .decision = report.decision,
                                   .kind = report.kind,
                                   .state = report.state};
        if (found.id < oldest) {
            out->more = false;
            break;
        }
        if (found.id < below) {
            out->items[out->count++] = found;
        }
    }
    return ERR_OK;
}

enum err report_news(const struct viewer *v, int64_t below, struct report_news *out_news)
{
    AUTO(session_own) struct ask_sign brought = {.number = INT64_MAX};
    AUTO(custody_frame) struct buf frame = {.max = LIMIT_MESSAGE};
    struct ask_answer answer;
    struct report_news news = {.count = 0};
    memcpy(brought.token, v->token->bytes, sizeof(brought.token));
    brought.number = below == 0 ? INT64_MAX : id_time(below);
    enum err err = custody_own(v->e->custodian, ASK_REPORTS_ENDED, LIMIT_ASK_WAIT_MS, &brought,
                               &frame, &answer);
    if (err == ERR_OK) {
        err = read_page(&answer, below == 0 ? INT64_MAX : below, &news);
    } else if (err == ERR_DENIED) { /* a client's: what one reported is none of its business */
        err = ERR_OK;
    }
    TRY(err);
    *out_news = news;
    return ERR_OK;
}

int64_t report_news_unread(const struct report_news *news, int64_t mark)
{
    int64_t count = 0;
    for (size_t i = 0; i < news->count; i++) {
        count += news->items[i].id > mark;
    }
    return count;
}

void report_new_put(struct jot *j, const struct report_new *news, int64_t mark)
{
    static const char *const none[] = {"person", "video", "comment", "count"};
    jot_object(j);
    people_put_id(j, "id", news->id);
    jot_put_text(j, "kind", "report");
    jot_put_int(j, "at_ms", news->at_ms);
    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
        jot_put_text(j, none[i], NULL);
    }
    people_put_maybe(j, "decision", news->decision);
    jot_key(j, "report");
    jot_object(j);
    about_put(j, news->kind, news->object);
    jot_put_text(j, "state", desk_state_name(news->state));
    jot_object_end(j);
    jot_put_bool(j, "unread", news->id > mark);
    jot_object_end(j);
}
