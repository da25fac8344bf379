/*
 * legal_page.c: the page of legal notices for whoever has no JavaScript: a form, in the app's
 * shell, and how it stands with a notice. What a form brings is held to what a program's notice is
 * (legal.c); what is refused is said at its field, and what was typed stays.
 *
 * A form of ours has no token in it that another site could not know: it acts in nobody's name and
 * brings no session. Another site's page cannot send it, by what the browser says of where it comes
 * from (Sec-Fetch-Site, or Origin), as with every other request that changes something.
 */
#include "legal.h"

#include "base_limits.h"
#include "base_markup.h"
#include "base_text.h"
#include "handlers.h"
#include "policy.h"
#include "shell.h"
#include "web_form.h"

#include <stdio.h>
#include <string.h>

enum { NUMBER_MAX = 24, ABOUT_SHOWN = 400 };

/* What was typed, and what is wrong with it. */
struct typed {
    struct tongue tongue;
    const struct web_pairs *fields;
    uint32_t stripped; /* which fields had characters that are not in them any more */
    struct span wrong; /* the field's name; empty: none */
    enum word words;   /* what is wrong; WORD_NONE: nothing */
};

struct field {
    const char *name;
    enum word label;
    enum word hint;
    enum word missing; /* what is said of it when it is empty */
    enum word bad;     /* and when it is something else that it cannot be */
    const char *kind;  /* attributes */
};

static const struct field about_field = {
    "about",
    WORD_NOTICE_ABOUT,
    WORD_NOTICE_ABOUT_HINT,
    WORD_NOTICE_ABOUT_MISSING,
    WORD_NOTICE_ABOUT_WRONG,
    "type=\"text\" dir=\"ltr\" spellcheck=\"false\" autocapitalize=\"none\" autocomplete=\"off\""};
static const struct field name_field = {"name",
                                        WORD_NOTICE_NAME,
                                        WORD_NOTICE_NAME_HINT,
                                        WORD_NOTICE_NAME_MISSING,
                                        WORD_NOTICE_NAME_WRONG,
                                        "type=\"text\" dir=\"auto\" autocomplete=\"name\""};
static const struct field email_field = {"email",
                                         WORD_NOTICE_EMAIL,
                                         WORD_NOTICE_EMAIL_HINT,
                                         WORD_NOTICE_EMAIL_MISSING,
                                         WORD_NOTICE_EMAIL_WRONG,
                                         "type=\"email\" dir=\"ltr\" autocomplete=\"email\""};
static const struct field explanation_field = {"explanation",         WORD_NOTICE_WHY,
                                               WORD_NOTICE_WHY_HINT,  WORD_NOTICE_WHY_MISSING,
                                               WORD_NOTICE_WHY_WRONG, ""};
static const struct field ground_field = {
    "ground", WORD_NOTICE_GROUND, WORD_NONE, WORD_NOTICE_GROUND_MISSING, WORD_NOTICE_GROUND_MISSING,
    ""};
static const struct field faith_field = {"good_faith",
                                         WORD_NOTICE_FAITH,
                                         WORD_NONE,
                                         WORD_NOTICE_FAITH_MISSING,
                                         WORD_NOTICE_FAITH_MISSING,
                                         ""};
static const struct field receipt_field = {
    "receipt",
    WORD_NOTICE_RECEIPT,
    WORD_NOTICE_RECEIPT_HINT,
    WORD_NOTICE_RECEIPT_MISSING,
    WORD_NOTICE_RECEIPT_WRONG,
    "type=\"text\" class=\"mono\" dir=\"ltr\" spellcheck=\"false\" "
    "autocapitalize=\"none\" autocomplete=\"off\""};
static const struct field *const all[] = {&about_field,  &ground_field, &explanation_field,
                                          &name_field,   &email_field,  &faith_field,
                                          &receipt_field};

static const char *said(const struct typed *t, enum word word)
{
    return words_of(t->tongue.language, word);
}

static const char give_form[] = "notice-give";
static const char look_form[] = "notice-look";

static bool is_stripped(const struct typed *t, const struct field *f)
{
    for (size_t i = 0; i < t->fields->count; i++) {
        if (span_is(t->fields->items[i].name, f->name)) {
            return (t->stripped >> i & 1) != 0;
        }
    }
    return false;
}

static bool is_wrong(const struct typed *t, const struct field *f)
{
    return span_is(t->wrong, f->name) || is_stripped(t, f);
}

static const char *note_of(const struct typed *t, const struct field *f)
{
    return said(t, is_stripped(t, f) ? WORD_NOTICE_STRIPPED : is_wrong(t, f) ? t->words : f->hint);
}

static void put_value(struct buf *out, const struct typed *t, const struct field *f)
{
    (void)markup_text(out, web_form_get(t->fields, f->name));
}

/* What goes around an input: its label, and its hint or what is wrong with it. */
static void put_head(struct buf *out, const struct typed *t, const struct field *f)
{
    (void)markup_join(
        out, (const char *const[]){"<div class=\"field\" data-wrong=\"",
                                   is_wrong(t, f) ? "true" : "false",
                                   "\"><div class=\"field-head\"><label for=\"notice-", f->name,
                                   "\">", said(t, f->label), "</label></div>", NULL});
}

static void put_described(struct buf *out, const struct typed *t, const struct field *f)
{
    (void)markup_join(out, (const char *const[]){" id=\"notice-", f->name, "\" name=\"", f->name,
                                                 "\" aria-describedby=\"notice-", f->name,
                                                 "-note\" aria-invalid=\"",
                                                 is_wrong(t, f) ? "true" : "false", "\"", NULL});
}

static void put_note(struct buf *out, const struct typed *t, const struct field *f)
{
    (void)markup_join(out, (const char *const[]){"<p class=\"field-note\" id=\"notice-", f->name,
                                                 "-note\">", note_of(t, f), "</p>", NULL});
}

static void put_line(struct buf *out, const struct typed *t, const struct field *f)
{
    put_head(out, t, f);
    (void)buf_append_text(out, "<div class=\"input\"><input ");
    (void)buf_append_text(out, f->kind);
    put_described(out, t, f);
    (void)buf_append_text(out, " value=\"");
    put_value(out, t, f);
    (void)buf_append_text(out, "\"></div>");
    put_note(out, t, f);
    (void)buf_append_text(out, "</div>");
}

/* An HTML parser drops one line's end behind the tag. */
static void put_explanation(struct buf *out, const struct typed *t)
{
    char most[NUMBER_MAX];
    (void)snprintf(most, sizeof(most), "%d", LIMIT_EXPLANATION);
    put_head(out, t, &explanation_field);
    (void)markup_join(
        out, (const char *const[]){"<textarea class=\"input\" rows=\"6\" dir=\"auto\" maxlength=\"",
                                   most, "\"", NULL});
    put_described(out, t, &explanation_field);
    (void)buf_append_text(out, ">\n");
    put_value(out, t, &explanation_field);
    (void)buf_append_text(out, "</textarea>");
    put_note(out, t, &explanation_field);
    (void)buf_append_text(out, "</div>");
}

/* Of the grounds of a decision, those that are against the law. */
static void put_ground(struct buf *out, const struct typed *t, const struct policy_ground *ground)
{
    if (strncmp(ground->code, "law-", 4) != 0) {
        return;
    }
    bool chosen = span_is(web_form_get(t->fields, "ground"), ground->code);
    (void)markup_join(out, (const char *const[]){
                               "<label><input type=\"radio\" name=\"ground\" value=\"",
                               ground->code, chosen ? "\" checked> " : "\"> ",
                               words_named(t->tongue.language, ground->code), "</label>", NULL});
}

static void put_grounds(struct buf *out, const struct typed *t)
{
    const struct policy_ground *ground = NULL;
    (void)markup_join(out, (const char *const[]){"<fieldset class=\"choices\" id=\"notice-ground\" "
                                                 "aria-describedby=\"notice-ground-note\"><legend>",
                                                 said(t, ground_field.label), "</legend>", NULL});
    for (size_t i = 0; (ground = policy_ground_at(i)) != NULL; i++) {
        put_ground(out, t, ground);
    }
    (void)markup_join(out,
                      (const char *const[]){"<p class=\"form-problem\" id=\"notice-ground-note\">",
                                            note_of(t, &ground_field), "</p></fieldset>", NULL});
}

static void put_faith(struct buf *out, const struct typed *t)
{
    bool yes = web_form_get(t->fields, "good_faith").len > 0;
    (void)markup_join(
        out, (const char *const[]){"<div class=\"choices\"><label><input type=\"checkbox\" "
                                   "id=\"notice-good_faith\" name=\"good_faith\" value=\"yes\"",
                                   "", yes ? " checked> " : "> ", said(t, faith_field.label),
                                   "</label><p class=\"form-problem\">", note_of(t, &faith_field),
                                   "</p></div>", NULL});
}

/* A form's start up to its own attributes. */
static void put_form(struct buf *out, const struct typed *t, const char *id)
{
    (void)markup_join(
        out, (const char *const[]){"<form id=\"", id, "\" method=\"post\" action=\"/notice", NULL});
    (void)tongue_keep(out, &t->tongue, '?');
    (void)buf_append_text(out, "\" novalidate");
}

static void put_give(struct buf *out, const struct typed *t)
{
    put_form(out, t, give_form);
    (void)markup_join(out, (const char *const[]){" class=\"card sheet-form\" aria-label=\"",
                                                 said(t, WORD_NOTICE), "\">", NULL});
    put_line(out, t, &about_field);
    put_grounds(out, t);
    put_explanation(out, t);
    put_line(out, t, &name_field);
    put_line(out, t, &email_field);
    put_faith(out, t);
    (void)markup_join(out,
                      (const char *const[]){"<button class=\"button primary\">",
                                            said(t, WORD_NOTICE_GIVE), "</button></form>", NULL});
}

static void put_look(struct buf *out, const struct typed *t)
{
    (void)markup_join(
        out,
        (const char *const[]){
            "<section class=\"card\" aria-labelledby=\"notice-state\"><h2 id=\"notice-state\">",
            said(t, WORD_NOTICE_LOOK_TITLE), "</h2>", NULL});
    put_form(out, t, look_form);
    (void)buf_append_text(out, " class=\"sheet-form\">");
    put_line(out, t, &receipt_field);
    (void)markup_join(out,
                      (const char *const[]){"<button class=\"button\">", said(t, WORD_NOTICE_LOOK),
                                            "</button></form></section>", NULL});
}

/* What is wrong, first of all, with the way to it. */
static void put_summary(struct buf *out, const struct typed *t)
{
    const struct field *found = NULL;
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        found = found == NULL && is_wrong(t, all[i]) ? all[i] : found;
    }
    if (t->words == WORD_NONE) {
        return;
    }
    (void)buf_append_text(out, "<p class=\"form-problem\" role=\"alert\">");
    if (found != NULL) {
        (void)words_put(out, t->tongue.language, WORD_NOTICE_FIELD,
                        (const char *const[]){found->name, said(t, found->label)});
    }
    (void)markup_join(out, (const char *const[]){"", said(t, t->words), "</p>", NULL});
}

static void put_top(struct shell_page *page, bool wrong)
{
    enum language language = page->tongue.language;
    shell_title(page, wrong ? WORD_NOTICE_NOT_SENT : WORD_NOTICE);
    (void)buf_append_text(
        &page->body, "<main class=\"page page-settings\"><p><a class=\"nowhere-mark\" href=\"/");
    (void)tongue_keep(&page->body, &page->tongue, '?');
    (void)markup_join(&page->body,
                      (const char *const[]){
                          "\"><img src=\"/icon.svg\" alt=\"\" width=\"40\" height=\"40\">",
                          words_of(language, WORD_SITE), "</a></p><header class=\"page-head\"><h1>",
                          words_of(language, WORD_NOTICE), "</h1><p class=\"lead\">",
                          words_of(language, WORD_NOTICE_LEAD), "</p></header>", NULL});
}

static bool has_field(const struct typed *t, const char *name)
{
    for (size_t i = 0; i < t->fields->count; i++) {
        if (span_is(t->fields->items[i].name, name)) {
            return true;
        }
    }
    return false;
}

/* With what was typed in it, a page is nobody else's, and no link leads to it again. */
static enum err send_form(const struct edged *e, const struct web_request *r, struct web_answer *a,
                          const struct typed *t, unsigned status)
{
    AUTO(shell_page) struct shell_page page = SHELL_PAGE;
    page.status = status;
    page.own = r->method == WEB_POST;
    page.tongue = t->tongue;
    if (page.own) {
        (void)tongue_button(&page.body, &t->tongue, has_field(t, "receipt") ? look_form : give_form,
                            "/notice");
    }
    put_top(&page, status != 200);
    put_summary(&page.body, t);
    (void)buf_append_text(&page.body, "<div class=\"cards\">");
    put_give(&page.body, t);
    put_look(&page.body, t);
    (void)buf_append_text(&page.body, "</div></main>");
    return shell_send(e, r, a, &page);
}

/* Of a video, the address of its page; else what it came with. */
static void about_shown(const struct edged *e, struct span about, char out[ABOUT_SHOWN])
{
    enum policy_kind kind = POLICY_PERSON;
    int64_t number = 0;
    if (policy_about_read(about, &kind, &number) == ERR_OK && kind == POLICY_VIDEO) {
        (void)snprintf(out, ABOUT_SHOWN, "%s/v/%lld", e->web_origin, (long long)number);
    } else {
        size_t len = about.len < ABOUT_SHOWN ? about.len : ABOUT_SHOWN - 1;
        (void)snprintf(out, ABOUT_SHOWN, "%.*s", (int)len, (const char *)about.ptr);
    }
}

enum err get_notice_page(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    char shown[ABOUT_SHOWN] = "";
    struct span about = {NULL, 0};
    if (web_request_query(r, "about", &about)) {
        about_shown(e, about, shown);
    }
    struct web_pair pair = {span_text("about"), span_text(shown)};
    struct web_pairs fields = {&pair, 1};
    struct typed typed = {.tongue = tongue_of(r), .fields = &fields};
    return send_form(e, r, a, &typed, 200);
}

/* What is said of a refusal: at its field, or of all of it. */
static void find_wrong(struct typed *t, const struct web_answer *a)
{
    struct span name = web_answer_field(a->detail == NULL ? "" : a->detail);
    t->words = a->status == 429  ? WORD_NOTICE_OFTEN
               : a->status < 500 ? WORD_NOTICE_UNREAD
                                 : WORD_NOTICE_BUSY;
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        if (is_stripped(t, all[i])) {
            t->words = WORD_NOTICE_STRIPPED;
        } else if (span_is(name, all[i]->name)) {
            t->wrong = span_text(all[i]->name);
            t->words =
                web_form_get(t->fields, all[i]->name).len == 0 ? all[i]->missing : all[i]->bad;
        }
    }
}

/* The refusal that the answer has, as a page; what was typed is in it again. */
static enum err send_refusal(const struct edged *e, const struct web_request *r,
                             struct web_answer *a, struct typed *t, enum err err)
{
    if (!a->problem) {
        (void)web_answer_err(a, err, err == ERR_NOT_FOUND ? "about: nothing" : NULL);
    }
    unsigned status = a->status;
    find_wrong(t, a);
    web_answer_again(a);
    return send_form(e, r, a, t, status);
}

static enum err send_given(const struct edged *e, const struct web_request *r, struct web_answer *a,
                           const struct legal_told *told)
{
    AUTO(shell_page) struct shell_page page = SHELL_PAGE;
    AUTO(custody_frame) struct buf receipt = {.max = 2 * ASK_TOKEN};
    char number[NUMBER_MAX];
    TRY(buf_grow(&receipt, 2 * ASK_TOKEN)); /* so that it never moves */
    TRY(text_hex(told->receipt, &receipt));
    (void)snprintf(number, sizeof(number), "%lld", (long long)told->report.number);
    page.status = 201;
    page.own = true;
    page.tongue = tongue_of(r);
    enum language language = page.tongue.language;
    put_top(&page, false);
    (void)markup_join(
        &page.body,
        (const char *const[]){"<div class=\"cards\"><section class=\"card card-strong\"><h2>",
                              words_of(language, WORD_NOTICE_GIVEN), "</h2><p>",
                              words_of(language, WORD_NOTICE_GIVEN_TEXT),
                              "</p><div class=\"command\"><code dir=\"ltr\">", number, "-", NULL});
    (void)buf_append_span(&page.body, buf_span(&receipt));
    (void)buf_append_text(&page.body, "</code></div><p class=\"actions\"><a class=\"button\" "
                                      "href=\"/notice");
    (void)tongue_keep(&page.body, &page.tongue, '?');
    (void)markup_join(&page.body,
                      (const char *const[]){"\">", words_of(language, WORD_NOTICE_ANOTHER),
                                            "</a></p></section></div></main>", NULL});
    return shell_send(e, r, a, &page);
}

static enum err send_state(const struct edged *e, const struct web_request *r, struct web_answer *a,
                           const struct desk_report *report)
{
    static const enum word words[DESK_STATE_COUNT_] = {[DESK_OPEN] = WORD_NOTICE_OPEN,
                                                       [DESK_DECIDED] = WORD_NOTICE_DECIDED,
                                                       [DESK_CLOSED] = WORD_NOTICE_CLOSED};
    AUTO(shell_page) struct shell_page page = SHELL_PAGE;
    struct web_pairs none = {NULL, 0};
    struct typed typed = {.tongue = tongue_of(r), .fields = &none};
    char number[NUMBER_MAX];
    enum word state = report->state < DESK_STATE_COUNT_ ? words[report->state] : WORD_NONE;
    page.own = true;
    page.tongue = typed.tongue;
    put_top(&page, false);
    (void)markup_join(
        &page.body,
        (const char *const[]){"<div class=\"cards\"><section class=\"card card-strong\"><h2>",
                              said(&typed, WORD_NOTICE_YOURS), "</h2><p role=\"status\"><strong>",
                              said(&typed, state), "</strong></p>", NULL});
    if (report->decision != 0) {
        (void)snprintf(number, sizeof(number), "%lld", (long long)report->decision);
        (void)markup_join(&page.body, (const char *const[]){
                                          "<p><a class=\"text-button\" href=\"/api/v1/decisions/",
                                          number, "\">", NULL});
        (void)words_put(&page.body, typed.tongue.language, WORD_NOTICE_DECISION, NULL);
        (void)buf_append_text(&page.body, "</a></p>");
    }
    (void)buf_append_text(&page.body, "</section>");
    put_look(&page.body, &typed);
    (void)buf_append_text(&page.body, "</div></main>");
    return shell_send(e, r, a, &page);
}

static enum err look(struct edged *e, const struct web_request *r, struct web_answer *a,
                     struct typed *t)
{
    AUTO(legal_told) struct legal_told told = LEGAL_TOLD;
    struct span secret = web_form_get(t->fields, "receipt");
    struct span number = span_cut(&secret, '-');
    enum err err = legal_look(e, number, secret, &told);
    if (err == ERR_NOT_FOUND) {
        (void)web_answer_problem(a, 404, "Not found",
                                 "receipt: there is no notice with this receipt");
    }
    return err == ERR_OK ? send_state(e, r, a, &told.report) : send_refusal(e, r, a, t, err);
}

enum err post_notice_page(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(web_json_close) struct web_json *json = NULL;
    AUTO(legal_told) struct legal_told told = LEGAL_TOLD;
    struct web_pairs fields = {NULL, 0};
    struct typed typed = {.tongue = tongue_of(r), .fields = &fields};
    struct span turn = {NULL, 0};
    enum err err = web_form_read_typed(r, a, &fields, &typed.stripped);
    if (err != ERR_OK) {
        return send_refusal(e, r, a, &typed, err);
    }
    if (web_request_query(r, "turn", &turn)) { /* only into the other language */
        return send_form(e, r, a, &typed, 200);
    }
    if (typed.stripped != 0) { /* it is read again before it is sent */
        return send_refusal(e, r, a, &typed, ERR_FORMAT);
    }
    if (has_field(&typed, "receipt")) {
        return look(e, r, a, &typed);
    }
    TRY(web_json_form(&fields, "good_faith", a, &json));
    err = legal_give(e, r, json, a, &told);
    return err == ERR_OK ? send_given(e, r, a, &told) : send_refusal(e, r, a, &typed, err);
}
