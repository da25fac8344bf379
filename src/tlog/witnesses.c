#include "tlog_witnesses.h"

#include "base_text.h"
#include "tlog_policy.h"

#include <string.h>

static const char first_line[] = "vitrine-witnesses 1";
static const char group_name[] = "quorum";

static enum err read_silent(struct span line, unsigned *out_stop_min)
{
    uint64_t minutes = 0;
    if (span_is(line, "silent go-on")) {
        *out_stop_min = 0;
        return ERR_OK;
    }
    if (!span_is(span_cut(&line, ' '), "silent") || !span_is(span_cut(&line, ' '), "stop")) {
        return ERR_FORMAT;
    }
    TRY(text_u64(line, UINT32_MAX, &minutes));
    if (minutes == 0) {
        return ERR_FORMAT;
    }
    *out_stop_min = (unsigned)minutes;
    return minutes > LIMIT_WITNESS_STOP_MIN ? ERR_LIMIT : ERR_OK;
}

static bool is_url(struct span url)
{
    if (!span_starts(url, "http://") && !span_starts(url, "https://")) {
        return false;
    }
    for (size_t i = 0; i < url.len; i++) {
        if (url.ptr[i] <= ' ' || url.ptr[i] > '~' || strchr("?#@\\", url.ptr[i]) != NULL) {
            return false;
        }
    }
    return url.len < LIMIT_URL / 2 && url.ptr[url.len - 1] != '/';
}

/* One group of all, and nothing else. */
static enum err flatten(const struct tlog_policy *policy, struct tlog_witnesses *out)
{
    size_t count = policy->node_count == 0 ? 0 : policy->node_count - 1;
    if (count > LIMIT_WITNESSES) {
        return ERR_LIMIT;
    }
    const struct tlog_policy_node *group = &policy->nodes[count];
    if (count == 0 || policy->log_count > 0 || !policy->has_quorum || policy->quorum != count ||
        !span_is(group->name, group_name) || group->members != (UINT64_C(1) << count) - 1) {
        return ERR_FORMAT;
    }
    for (size_t i = 0; i < count; i++) {
        const struct tlog_policy_node *node = &policy->nodes[i];
        if (node->threshold != 0 || !is_url(node->url)) {
            return ERR_FORMAT;
        }
        out->peers[i] = (struct tlog_peer){node->name, node->vkey, node->url};
    }
    out->count = count;
    out->quorum = group->threshold;
    return group->threshold <= count ? ERR_OK : ERR_FORMAT;
}

enum err tlog_witnesses_decode(struct span in, struct tlog_witnesses *out_witnesses,
                               unsigned *out_line)
{
    struct tlog_witnesses found = {.count = 0};
    struct tlog_policy policy;
    *out_line = 1;
    if (!span_is(span_cut(&in, '\n'), first_line)) {
        return ERR_FORMAT;
    }
    *out_line = 2;
    TRY(read_silent(span_cut(&in, '\n'), &found.stop_min));
    enum err err = tlog_policy_decode(in, &policy, out_line);
    if (err != ERR_OK) {
        *out_line += 2;
        return err;
    }
    *out_line = 0;
    TRY(flatten(&policy, &found));
    *out_witnesses = found;
    return ERR_OK;
}

static void put_span(struct span text, struct buf *out)
{
    (void)buf_append_u8(out, ' ');
    (void)buf_append_span(out, text);
}

enum err tlog_witnesses_encode(const struct tlog_witnesses *witnesses, struct buf *out)
{
    AUTO(buf) struct buf text = {.max = TLOG_POLICY_MAX};
    struct tlog_witnesses read;
    unsigned line = 0;
    (void)buf_printf(&text, "%s\n", first_line);
    if (witnesses->stop_min == 0) {
        (void)buf_append_text(&text, "silent go-on\n");
    } else {
        (void)buf_printf(&text, "silent stop %u\n", witnesses->stop_min);
    }
    for (size_t i = 0; i < witnesses->count; i++) {
        (void)buf_append_text(&text, "witness");
        put_span(witnesses->peers[i].name, &text);
        (void)buf_append_u8(&text, ' ');
        TRY(tlog_vkey_encode(&witnesses->peers[i].vkey, &text));
        put_span(witnesses->peers[i].url, &text);
        (void)buf_append_u8(&text, '\n');
    }
    (void)buf_printf(&text, "group %s %u", group_name, witnesses->quorum);
    for (size_t i = 0; i < witnesses->count; i++) {
        put_span(witnesses->peers[i].name, &text);
    }
    (void)buf_printf(&text, "\nquorum %s\n", group_name);
    TRY(buf_status(&text));
    TRY(tlog_witnesses_decode(buf_span(&text), &read, &line));
    return buf_append_span(out, buf_span(&text));
}
