#include "said.h"

#include "base_time.h"
#include "title.h"

#include <stdio.h>

enum err said_check(struct web_answer *a, const struct said_rule *rule, struct span text,
                    struct span *out_words)
{
    char detail[96];
    enum err err = title_words(text, rule->max, rule->lines, out_words);
    if (err == ERR_LIMIT) {
        (void)snprintf(detail, sizeof(detail), "%s: from 1 to this many characters", rule->field);
        (void)web_answer_problem_limit(a, 400, "Malformed request", detail, (int64_t)rule->max);
    } else if (err != ERR_OK) {
        (void)snprintf(detail, sizeof(detail), "%s: a character that cannot be shown", rule->field);
        (void)web_answer_problem(a, 400, "Malformed request", detail);
    }
    return err;
}

enum err said_too_often(struct web_answer *a, const char *detail, int64_t limit, int64_t retry_s)
{
    char text[24];
    (void)snprintf(text, sizeof(text), "%lld", (long long)retry_s);
    (void)web_answer_problem_limit(a, 429, "Too many requests", detail, limit);
    (void)web_answer_header(a, "Retry-After", text);
    return ERR_BUSY;
}

bool said_may(struct web_answer *a, struct rate *rate, uint64_t who, unsigned *out_next_s)
{
    const struct rate_config *of = rate_of(rate);
    struct rate_left left;
    bool may = rate_take(rate, who, time_mono_ms(), &left);
    web_answer_quota(a, &(struct web_quota){of->name, of->burst, 60 * of->burst / of->per_minute,
                                            left.tokens, left.full_s});
    *out_next_s = left.next_s;
    return may;
}

enum err said_often(struct web_answer *a, struct rate *rate, int64_t who)
{
    unsigned next_s = 0;
    return said_may(a, rate, (uint64_t)who, &next_s)
               ? ERR_OK
               : said_too_often(a, "So many of these a minute; try again.",
                                rate_of(rate)->per_minute, next_s);
}
