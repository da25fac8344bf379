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

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { NUMBER_MAX = 24, WORDS_MAX = 160, ABOUT_SHOWN = 400 };

/* What was typed, and what is wrong with it. */
struct typed {
    const struct web_pairs *fields;
    struct span wrong; /* the field's name; empty: none */
    char words[WORDS_MAX];
};

struct field {
    const char *name;
    const char *label;
    const char *hint;
    const char *missing; /* what is said of it when it is empty */
    const char *kind;    /* attributes */
};

static const struct field about_field = {
    "about", "Address of the page", "Of a video or of a person here.", "Say what it is about.",
    "type=\"text\" dir=\"ltr\" spellcheck=\"false\" autocapitalize=\"none\" autocomplete=\"off\""};
static const struct field name_field = {
    "name", "Your name",
    "The law asks for it. For sexual abuse of children it may be left out, with the address.",
    "The law asks for your name.", "type=\"text\" dir=\"auto\" autocomplete=\"name\""};
static const struct field email_field = {
    "email", "Your e-mail address",
    "Nothing is sent to it; the receipt says what became of the notice.",
    "The law asks for your e-mail address.", "type=\"email\" dir=\"ltr\" autocomplete=\"email\""};
static const struct field explanation_field = {
    "explanation", "Why it is illegal",
    "So that somebody who looks at it can see it. 20 to 5,000 characters.",
    "Say why, in at least 20 characters.", ""};
static const struct field ground_field = {"ground", "Against the law", "",
                                          "Choose what is against the law.", ""};
static const struct field faith_field = {"good_faith",
                                         "As far as I know, what I say here is right and complete.",
                                         "", "Without this it is no notice.", ""};
static const struct field receipt_field = {
    "receipt", "Receipt", "Of a notice that was given.", "Enter the receipt.",
    "type=\"text\" class=\"mono\" dir=\"ltr\" spellcheck=\"false\" "
    "autocapitalize=\"none\" autocomplete=\"off\""};
static const struct field *const all[] = {&about_field,  &ground_field, &explanation_field,
                                          &name_field,   &email_field,  &faith_field,
                                          &receipt_field};

static bool is_wrong(const struct typed *t, const struct field *f)
{
    return span_is(t->wrong, f->name);
}

static void put_value(struct buf *out, const struct typed *t, const struct field *f)
{
    (void)markup_text(out, web_form_get(t->fields, f->name));
}

/* What goes around an input: its label, and its hint or what is wrong with it. */
static void put_head(struct buf *out, const struct typed *t, const struct field *f)
{
    (void)markup_join(out,
                      (const char *const[]){"<div class=\"field\" data-wrong=\"",
                                            is_wrong(t, f) ? "true" : "false",
                                            "\"><div class=\"field-head\"><label for=\"notice-",
                                            f->name, "\">", f->label, "</label></div>", NULL});
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
                                                 "-note\">", is_wrong(t, f) ? t->words : f->hint,
                                                 "</p>", NULL});
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

/* The words of the table begin with what they all have. */
static void put_ground(struct buf *out, const struct typed *t, const struct policy_ground *ground)
{
    static const char law[] = "against the law: ";
    const char *words = ground->words;
    if (strncmp(words, law, sizeof(law) - 1) != 0) {
        return;
    }
    bool chosen = span_is(web_form_get(t->fields, "ground"), ground->code);
    char first[2] = {(char)toupper((unsigned char)words[sizeof(law) - 1]), '\0'};
    (void)markup_join(out,
                      (const char *const[]){"<label><input type=\"radio\" name=\"ground\" value=\"",
                                            ground->code, chosen ? "\" checked> " : "\"> ", first,
                                            "", words + sizeof(law), "</label>", NULL});
}

static void put_grounds(struct buf *out, const struct typed *t)
{
    const struct policy_ground *ground = NULL;
    (void)markup_join(out, (const char *const[]){"<fieldset class=\"choices\" id=\"notice-ground\" "
                                                 "aria-describedby=\"notice-ground-note\"><legend>",
                                                 ground_field.label, "</legend>", NULL});
    for (size_t i = 0; (ground = policy_ground_at(i)) != NULL; i++) {
        put_ground(out, t, ground);
    }
    (void)markup_join(out,
                      (const char *const[]){"<p class=\"form-problem\" id=\"notice-ground-note\">",
                                            is_wrong(t, &ground_field) ? t->words : "",
                                            "</p></fieldset>", NULL});
}

static void put_faith(struct buf *out, const struct typed *t)
{
    bool yes = web_form_get(t->fields, "good_faith").len > 0;
    (void)markup_join(
        out, (const char *const[]){"<div class=\"choices\"><label><input type=\"checkbox\" "
                                   "id=\"notice-good_faith\" name=\"good_faith\" value=\"yes\"",
                                   "", yes ? " checked> " : "> ", faith_field.label,
                                   "</label><p class=\"form-problem\">",
                                   is_wrong(t, &faith_field) ? t->words : "", "</p></div>", NULL});
}

static void put_give(struct buf *out, const struct typed *t)
{
    (void)buf_append_text(out, "<form class=\"card sheet-form\" method=\"post\" action=\"/notice\" "
                               "novalidate aria-label=\"Legal notice\">");
    put_line(out, t, &about_field);
    put_grounds(out, t);
    put_explanation(out, t);
    put_line(out, t, &name_field);
    put_line(out, t, &email_field);
    put_faith(out, t);
    (void)buf_append_text(out, "<button class=\"button primary\">Give the notice</button></form>");
}

static void put_look(struct buf *out, const struct typed *t)
{
    (void)buf_append_text(
        out,
        "<section class=\"card\" aria-labelledby=\"notice-state\"><h2 id=\"notice-state\">What "
        "became of a notice</h2><form class=\"sheet-form\" method=\"post\" action=\"/notice\" "
        "novalidate>");
    put_line(out, t, &receipt_field);
    (void)buf_append_text(out, "<button class=\"button\">Look</button></form></section>");
}

/* What is wrong, first of all, with the way to it. */
static void put_summary(struct buf *out, const struct typed *t)
{
    const struct field *found = NULL;
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        found = is_wrong(t, all[i]) ? all[i] : found;
    }
    if (found == NULL && t->words[0] == '\0') {
        return;
    }
    (void)buf_append_text(out, "<p class=\"form-problem\" role=\"alert\">");
    if (found != NULL) {
        (void)markup_join(out, (const char *const[]){"Nothing was sent. <a class=\"text-button\" "
                                                     "href=\"#notice-",
                                                     found->name, "\">", found->label,
                                                     "</a>: ", t->words, "</p>", NULL});
    } else {
        (void)markup_join(out, (const char *const[]){"", t->words, "</p>", NULL});
    }
}

static void put_top(struct shell_page *page, bool wrong)
{
    (void)buf_append_text(&page->title, wrong ? "Not sent \xc2\xb7 Legal notice \xc2\xb7 Vitrine"
                                              : "Legal notice \xc2\xb7 Vitrine");
    (void)buf_append_text(
        &page->body,
        "<main class=\"page page-settings\"><p><a class=\"nowhere-mark\" href=\"/\"><img "
        "src=\"/icon.svg\" alt=\"\" width=\"40\" height=\"40\">Vitrine</a></p><header "
        "class=\"page-head\"><h1>Legal notice</h1><p class=\"lead\">For anybody, with or without "
        "an account: something here that is against the law. Members of this region\xe2\x80\x99s "
        "office read it and decide; your name and address are sealed for them.</p></header>");
}

static enum err send_form(const struct edged *e, const struct web_request *r, struct web_answer *a,
                          const struct typed *t, unsigned status)
{
    AUTO(shell_page) struct shell_page page = SHELL_PAGE;
    page.status = status;
    page.own = status != 200;
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
    struct typed typed = {.fields = &fields};
    return send_form(e, r, a, &typed, 200);
}

/* The refusal that the answer has, as a page; what was typed is in it again. */
static enum err send_refusal(const struct edged *e, const struct web_request *r,
                             struct web_answer *a, struct typed *t, enum err err)
{
    if (!a->problem) {
        (void)web_answer_err(a, err,
                             err == ERR_NOT_FOUND
                                 ? "about: there is nothing here of this address"
                                 : "Nothing was sent: it cannot be taken right now. Try again in "
                                   "a moment; what you wrote is still here.");
    }
    unsigned status = a->status;
    const char *detail = a->detail == NULL ? "It could not be read." : a->detail;
    struct span name = web_answer_field(detail);
    const char *words = name.len == 0 ? detail : detail + name.len + 2;
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        if (span_is(name, all[i]->name)) {
            t->wrong = span_text(all[i]->name);
            words = web_form_get(t->fields, all[i]->name).len == 0 ? all[i]->missing : words;
        }
    }
    (void)snprintf(t->words, sizeof(t->words), "%s", words);
    t->words[0] = (char)toupper((unsigned char)t->words[0]);
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
    put_top(&page, false);
    (void)markup_join(&page.body, (const char *const[]){
                                      "<div class=\"cards\"><section class=\"card card-strong\">"
                                      "<h2>Your notice has arrived</h2><p>Keep this receipt. It is "
                                      "shown once, and with it you see here what became of your "
                                      "notice.</p><div class=\"command\"><code dir=\"ltr\">",
                                      number, "-", NULL});
    (void)buf_append_span(&page.body, buf_span(&receipt));
    (void)buf_append_text(&page.body, "</code></div><p class=\"actions\"><a class=\"button\" "
                                      "href=\"/notice\">Give another</a></p></section></div>"
                                      "</main>");
    return shell_send(e, r, a, &page);
}

static enum err send_state(const struct edged *e, const struct web_request *r, struct web_answer *a,
                           const struct desk_report *report)
{
    static const char *const words[DESK_STATE_COUNT_] = {[DESK_OPEN] = "Waits for the office",
                                                         [DESK_DECIDED] = "Something was decided",
                                                         [DESK_CLOSED] =
                                                             "Looked at; nothing was changed"};
    AUTO(shell_page) struct shell_page page = SHELL_PAGE;
    struct web_pairs none = {NULL, 0};
    struct typed typed = {.fields = &none};
    char number[NUMBER_MAX];
    page.own = true;
    put_top(&page, false);
    (void)markup_join(&page.body, (const char *const[]){
                                      "<div class=\"cards\"><section class=\"card card-strong\">"
                                      "<h2>Your notice</h2><p role=\"status\"><strong>",
                                      report->state < DESK_STATE_COUNT_ ? words[report->state] : "",
                                      "</strong></p>", NULL});
    if (report->decision != 0) {
        (void)snprintf(number, sizeof(number), "%lld", (long long)report->decision);
        (void)markup_join(
            &page.body,
            (const char *const[]){"<p><a class=\"text-button\" href=\"/api/v1/decisions/", number,
                                  "\">The decision, as it was published (JSON)</a>"
                                  "</p>",
                                  NULL});
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
    struct typed typed = {.fields = &fields};
    enum err err = web_form_read(r, a, &fields);
    if (err != ERR_OK) {
        return send_refusal(e, r, a, &typed, err);
    }
    for (size_t i = 0; i < fields.count; i++) {
        if (span_is(fields.items[i].name, "receipt")) {
            return look(e, r, a, &typed);
        }
    }
    TRY(web_json_form(&fields, "good_faith", a, &json));
    err = legal_give(e, r, json, a, &told);
    return err == ERR_OK ? send_given(e, r, a, &told) : send_refusal(e, r, a, &typed, err);
}
