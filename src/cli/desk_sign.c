#include "desk_sign.h"

#include "approval_statement.h"
#include "base_file.h"
#include "base_time.h"
#include "client.h"
#include "digest.h"
#include "signing.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

void desk_put_words(FILE *to, struct span words)
{
    (void)fputs("  ", to);
    for (size_t i = 0; i < words.len; i++) {
        unsigned char c = words.ptr[i];
        /* U+0080 to U+009F, in two bytes */
        bool c1 = c == 0xc2 && i + 1 < words.len && words.ptr[i + 1] <= 0x9f;
        i += c1 ? 1 : 0;
        if (c == '\n') {
            (void)fputs("\n  ", to);
        } else {
            (void)fputc(c < ' ' || c == 0x7f || c1 ? '?' : c, to);
        }
    }
    (void)fputc('\n', to);
}

static int complain(const char *what, const char *why)
{
    (void)fprintf(stderr, "vitrine desk: %s: %s\n", what, why);
    return CLIENT_USAGE;
}

/* What is on the standard input: a statement, and behind a line end its opening. */
struct unsigned_statement {
    struct span payload;
    struct span opening; /* empty: none */
    struct approval_statement statement;
    struct approval_opening opened;
};

/* The line end behind it all is not part of it. */
static struct unsigned_statement split(struct span text)
{
    struct unsigned_statement u = {.payload = {NULL, 0}};
    if (text.len > 0 && text.ptr[text.len - 1] == '\n') {
        text.len--;
    }
    u.payload = span_cut(&text, '\n');
    u.opening = text;
    return u;
}

/* Whether the opening is the one that the statement names. */
static enum err check_opening(struct unsigned_statement *u)
{
    const struct approval_statement *s = &u->statement;
    uint8_t digest[DIGEST_SIZE];
    char object[POLICY_OBJECT + 1];
    if (s->type == APPROVAL_IS_DESK) {
        return u->opening.len == 0 ? ERR_OK : ERR_FORMAT;
    }
    TRY(approval_opening_decode(u->opening, &u->opened));
    digest_of(u->opening, digest);
    bool decides = s->type == APPROVAL_IS_DECISION;
    if (memcmp(digest, decides ? s->decision.opening : s->dismissal.opening, sizeof(digest)) != 0) {
        return ERR_FORMAT;
    }
    if (!decides) {
        return u->opened.object == s->dismissal.of ? ERR_OK : ERR_FORMAT;
    }
    TRY(approval_object(&u->opened, s->decision.kind, object));
    return strcmp(object, s->decision.object) == 0 ? ERR_OK : ERR_FORMAT;
}

static void say_decision(const struct approval_decision *d, const struct approval_opening *opened)
{
    (void)fprintf(stderr, "a decision of %s: to %s %s:%" PRId64 ", %s%s%s\n", d->region,
                  policy_action_name(d->action), policy_kind_name(d->kind), opened->object,
                  d->ground->words, d->label[0] == '\0' ? "" : ", label ", d->label);
    if (d->previous != 0) {
        (void)fprintf(stderr, "in the place of decision %" PRId64 "\n", d->previous);
    }
    (void)fputs("for its author:\n", stderr);
    desk_put_words(stderr, opened->reason);
}

static void say(const struct unsigned_statement *u)
{
    const struct approval_statement *s = &u->statement;
    char until[TIME_ISO_SIZE];
    if (s->type == APPROVAL_IS_DECISION) {
        say_decision(&s->decision, &u->opened);
    } else if (s->type == APPROVAL_IS_DESK) {
        time_iso(s->desk.until_ms, until);
        (void)fprintf(stderr, "to sit down at the desk of %s until %s\n", s->desk.region, until);
    } else {
        time_iso(s->dismissal.upto, until);
        (void)fprintf(stderr,
                      "to close case %" PRId64 " of %s without a decision, read up to %s\n"
                      "for an author who answered:\n",
                      s->dismissal.of, s->dismissal.region, until);
        desk_put_words(stderr, u->opened.reason);
    }
}

static int put_signed(const struct office_key *key, const struct unsigned_statement *u)
{
    AUTO(buf) struct buf out = {.max = LIMIT_STATEMENT_FILE};
    enum err err = approval_sign(key->seed, u->payload, &out);
    if (err == ERR_OK && u->opening.len > 0) {
        (void)buf_append_u8(&out, '\n');
        err = buf_append_span(&out, u->opening);
    }
    if (err == ERR_OK) {
        err = buf_append_u8(&out, '\n');
    }
    if (err == ERR_OK) {
        err = file_write_all(STDOUT_FILENO, buf_span(&out));
    }
    if (err != ERR_OK) {
        (void)complain("the standard output", err_text(err));
        return CLIENT_FAILED;
    }
    return CLIENT_OK;
}

int desk_sign(const char *key_path)
{
    AUTO(office_key) struct office_key key = {{0}, {0}};
    AUTO(buf) struct buf text = {.max = LIMIT_STATEMENT_FILE};
    if (approval_ready() != ERR_OK || digest_ready() != ERR_OK) {
        return complain("starting", err_text(ERR_IO));
    }
    enum err err = office_key_read(key_path, &key);
    if (err != ERR_OK) {
        return complain(key_path, office_key_fault(err));
    }
    err = file_read_fd(STDIN_FILENO, &text);
    if (err != ERR_OK) {
        return complain("the standard input", err_text(err));
    }
    struct unsigned_statement u = split(buf_span(&text));
    if (approval_statement_decode(u.payload, &u.statement) != ERR_OK) {
        return complain("the standard input", "not a statement of this version");
    }
    if (u.statement.type == APPROVAL_IS_OFFICE) {
        return complain("the standard input", "who is a member is said by vitrine office alone");
    }
    if (check_opening(&u) != ERR_OK) {
        return complain("the standard input", "the reason is not the one that the statement names");
    }
    say(&u);
    return put_signed(&key, &u);
}
