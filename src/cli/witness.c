/* witness.c: `vitrine witness`: whom a region asks to cosign its ledger. */
#include "cli.h"

#include "base_file.h"
#include "base_json.h"
#include "base_limits.h"
#include "base_text.h"
#include "digest.h"
#include "operator.h"
#include "tlog_witnesses.h"
#include "wire_region.h"
#include "witness.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { DONE, FAILED, USAGE, WORDS = 4, VKEY_MAX = 1024 };

static const char usage[] =
    "usage: vitrine witness list --data DIR [--json | --policy]\n"
    "       vitrine witness add NAME VKEY URL --data DIR\n"
    "       vitrine witness remove NAME --data DIR\n"
    "       vitrine witness quorum K --data DIR\n"
    "       vitrine witness silent go-on|MINUTES --data DIR\n"
    "\n"
    "Whom the region in DIR asks to cosign its ledger's checkpoints: others, who see\n"
    "that it only grows (vitrine-witnessd, or anybody's that speaks C2SP tlog-witness).\n"
    "It holds from the region's next start on, and goes into its ledger.\n"
    "\n"
    "  add       VKEY is the witness's; add-checkpoint is below URL. The quorum becomes\n"
    "            more than half of all\n"
    "  quorum    so many must cosign a checkpoint\n"
    "  silent    what the region does without a quorum: it goes on and says so, or it\n"
    "            accepts nothing after so many minutes, until there is one\n"
    "  --policy  as a C2SP tlog-policy with the region's key: for vitrine verify --policy,\n"
    "            if you trust this DIR\n"
    "\n"
    "Exit status: 0 done, 1 not, 2 usage.\n";

struct options {
    const char *data;
    bool json;
    bool policy;
    size_t count;
    const char *words[WORDS];
};

static const char path[] = "custodian/" REGION_WITNESSES;

static int complain(const char *what, const char *why)
{
    (void)fprintf(stderr, "vitrine: %s: %s\n", what, why);
    return FAILED;
}

static int help(FILE *to, int status)
{
    (void)fputs(usage, to);
    return status;
}

static int read_options(int argc, char **argv, struct options *out)
{
    static const struct option known[] = {{"data", required_argument, NULL, 'd'},
                                          {"json", no_argument, NULL, 'j'},
                                          {"policy", no_argument, NULL, 'p'},
                                          {"help", no_argument, NULL, 'h'},
                                          {NULL, 0, NULL, 0}};
    struct options o = {.data = NULL};
    for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;) {
        if (option == 'h') {
            return help(stdout, DONE);
        }
        if (option == '?') {
            return USAGE;
        }
        o.json = o.json || option == 'j';
        o.policy = o.policy || option == 'p';
        o.data = option == 'd' ? optarg : o.data;
    }
    for (; optind < argc && o.count < WORDS; optind++) {
        o.words[o.count++] = argv[optind];
    }
    if (optind != argc || o.count == 0 || o.data == NULL || (o.json && o.policy)) {
        return help(stderr, USAGE);
    }
    *out = o;
    return -1;
}

/* Those that there are; none if there is no file. file holds what they borrow. */
static int load(int data, struct buf *file, struct tlog_witnesses *out)
{
    unsigned line = 0;
    *out = (struct tlog_witnesses){.count = 0};
    enum err err = file_read_all(data, path, file);
    if (err == ERR_NOT_FOUND) {
        return DONE;
    }
    if (err == ERR_OK) {
        err = tlog_witnesses_decode(buf_span(file), out, &line);
    }
    if (err != ERR_OK) {
        (void)fprintf(stderr, "vitrine: %s, line %u: %s\n", path, line, err_text(err));
        return FAILED;
    }
    return DONE;
}

int witness_store(int data, const struct tlog_witnesses *witnesses)
{
    AUTO(buf) struct buf text = {.max = TLOG_WITNESSES_MAX};
    if (witnesses->count == 0) {
        return unlinkat(data, path, 0) == 0 ? DONE : complain(path, "it could not be removed");
    }
    enum err err = tlog_witnesses_encode(witnesses, &text);
    if (err == ERR_FORMAT) {
        return complain("nothing was changed",
                        "a name is one word, another than 'quorum' and 'none'; a key or a name "
                        "stands for one witness; a URL begins with http:// or https://");
    }
    if (err == ERR_LIMIT) {
        return complain("nothing was changed", "at most 16 witnesses, and at most 1440 minutes");
    }
    if (err == ERR_OK) {
        err = file_replace(data, path, buf_span(&text), 0644);
    }
    return err == ERR_OK ? DONE : complain(path, err_text(err));
}

static int told(int status)
{
    if (status == DONE) {
        (void)puts("it holds from the region's next start on");
    }
    return status;
}

int witness_put(struct tlog_witnesses *w, struct span name, const char *vkey, const char *url)
{
    struct tlog_peer peer = {.name = name, .url = span_text(url)};
    if (w->count == LIMIT_WITNESSES) {
        return complain(url, "a region asks at most 16 witnesses");
    }
    if (tlog_vkey_decode(span_text(vkey), &peer.vkey) != ERR_OK ||
        peer.vkey.type != TLOG_ED25519_COSIGNATURE) {
        return complain(vkey, "not a witness's vkey (name+id+key)");
    }
    while (peer.url.len > 0 && peer.url.ptr[peer.url.len - 1] == '/') {
        peer.url.len--;
    }
    w->peers[w->count++] = peer;
    w->quorum = (unsigned)(w->count / 2 + 1);
    return DONE;
}

static int add(const struct options *o, int data, struct tlog_witnesses *w)
{
    int status = witness_put(w, span_text(o->words[1]), o->words[2], o->words[3]);
    return status == DONE ? told(witness_store(data, w)) : status;
}

static int drop(const struct options *o, int data, struct tlog_witnesses *w)
{
    size_t at = 0;
    while (at < w->count && !span_is(w->peers[at].name, o->words[1])) {
        at++;
    }
    if (at == w->count) {
        return complain(o->words[1], "no such witness");
    }
    w->count--;
    for (size_t i = at; i < w->count; i++) {
        w->peers[i] = w->peers[i + 1];
    }
    w->quorum = w->quorum > w->count ? (unsigned)w->count : w->quorum;
    return told(witness_store(data, w));
}

static int set_quorum(const struct options *o, int data, struct tlog_witnesses *w)
{
    uint64_t quorum = 0;
    if (text_u64(span_text(o->words[1]), w->count, &quorum) != ERR_OK || quorum == 0) {
        return complain(o->words[1], "a quorum is at least 1, and at most as many as are asked");
    }
    w->quorum = (unsigned)quorum;
    return told(witness_store(data, w));
}

static int set_silent(const struct options *o, int data, struct tlog_witnesses *w)
{
    uint64_t minutes = 0;
    bool goes_on = strcmp(o->words[1], "go-on") == 0;
    if (w->count == 0) {
        return complain("nothing was changed", "no witness is asked");
    }
    if (!goes_on && (text_u64(span_text(o->words[1]), LIMIT_WITNESS_STOP_MIN, &minutes) != ERR_OK ||
                     minutes == 0)) {
        return complain(o->words[1], "go-on, or from 1 to 1440 minutes");
    }
    w->stop_min = (unsigned)minutes;
    return told(witness_store(data, w));
}

static enum err put_json(const struct tlog_witnesses *w, struct buf *out)
{
    struct jot j = jot_start(out);
    jot_object(&j);
    jot_put_int(&j, "quorum", w->quorum);
    jot_put_int(&j, "stop_minutes", w->stop_min);
    jot_key(&j, "witnesses");
    jot_array(&j);
    for (size_t i = 0; i < w->count; i++) {
        AUTO(buf) struct buf vkey = {.max = VKEY_MAX};
        TRY(tlog_vkey_encode(&w->peers[i].vkey, &vkey));
        jot_object(&j);
        jot_put_span(&j, "name", w->peers[i].name);
        jot_put_span(&j, "url", w->peers[i].url);
        jot_put_span(&j, "vkey", buf_span(&vkey));
        jot_object_end(&j);
    }
    jot_array_end(&j);
    jot_object_end(&j);
    return buf_append_u8(out, '\n');
}

static enum err put_text(const struct tlog_witnesses *w, struct buf *out)
{
    if (w->count == 0) {
        return buf_append_text(out, "no witness is asked\n");
    }
    (void)buf_printf(out, "%u of %zu must cosign; without them the region ", w->quorum, w->count);
    if (w->stop_min == 0) {
        (void)buf_append_text(out, "goes on and says so\n");
    } else {
        (void)buf_printf(out, "accepts nothing after %u minutes\n", w->stop_min);
    }
    for (size_t i = 0; i < w->count; i++) {
        const struct tlog_peer *peer = &w->peers[i];
        AUTO(buf) struct buf vkey = {.max = VKEY_MAX};
        TRY(tlog_vkey_encode(&peer->vkey, &vkey));
        (void)buf_printf(out, "%.*s  %.*s  %.*s\n", (int)peer->name.len,
                         (const char *)peer->name.ptr, (int)vkey.len, (const char *)vkey.ptr,
                         (int)peer->url.len, (const char *)peer->url.ptr);
    }
    return buf_status(out);
}

/* The file behind its two first lines, with the log's own. */
static enum err put_policy(int data, struct span file, struct buf *out)
{
    AUTO(buf) struct buf vkey = {.max = VKEY_MAX};
    TRY(file_read_all(data, "ledger/vkey", &vkey));
    (void)buf_append_text(out, "log ");
    (void)buf_append_span(out, buf_span(&vkey));
    if (file.len == 0) {
        return buf_append_text(out, "quorum none\n");
    }
    (void)span_cut(&file, '\n');
    (void)span_cut(&file, '\n');
    return buf_append_span(out, file);
}

static int list(const struct options *o, int data, struct span file, const struct tlog_witnesses *w)
{
    AUTO(buf) struct buf text = {.max = 2 * TLOG_WITNESSES_MAX};
    enum err err = o->json     ? put_json(w, &text)
                   : o->policy ? put_policy(data, file, &text)
                               : put_text(w, &text);
    const char *words = err == ERR_OK ? buf_text(&text) : NULL;
    if (words == NULL) {
        return complain(o->data, err_text(err == ERR_OK ? ERR_NOMEM : err));
    }
    (void)fputs(words, stdout);
    return DONE;
}

int cmd_witness(int argc, char **argv)
{
    static const struct {
        const char *word;
        size_t count;
        int (*does)(const struct options *o, int data, struct tlog_witnesses *w);
    } changes[] = {
        {"add", 4, add}, {"remove", 2, drop}, {"quorum", 2, set_quorum}, {"silent", 2, set_silent}};
    struct options o;
    AUTO(buf) struct buf file = {.max = TLOG_WITNESSES_MAX};
    struct tlog_witnesses w;
    int status = read_options(argc, argv, &o);
    if (status >= 0) {
        return status;
    }
    if (digest_ready() != ERR_OK) {
        return complain("starting", err_text(ERR_IO));
    }
    AUTO(fd_close) int data = operator_data_open(o.data);
    if (data < 0 || load(data, &file, &w) != DONE) {
        return FAILED;
    }
    if (strcmp(o.words[0], "list") == 0 && o.count == 1) {
        return list(&o, data, buf_span(&file), &w);
    }
    for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
        if (strcmp(o.words[0], changes[i].word) == 0 && o.count == changes[i].count) {
            return changes[i].does(&o, data, &w);
        }
    }
    return help(stderr, USAGE);
}
