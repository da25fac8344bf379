/*
 * receipts.c: what opens the commitments in the ledger that concern a person, as a file for them
 * (wire_receipt.h): of a decision about something of theirs, of what they answered to it, and of
 * the entry that will say that their data were destroyed.
 */
#include "receipts.h"

#include "base_text.h"
#include "edged.h"
#include "handlers.h"
#include "session.h"
#include "wire_desk.h"
#include "wire_receipt.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static enum err answer_file(struct web_answer *a, const struct receipt *receipt, const char *name)
{
    char value[96];
    AUTO(custody_frame) struct buf text = {.max = RECEIPT_MAX};
    TRY(receipt_encode(receipt, &text));
    (void)snprintf(value, sizeof(value), "attachment; filename=\"vitrine-%s.receipt\"", name);
    web_answer_status(a, 200);
    (void)web_answer_header(a, "Content-Disposition", value);
    (void)web_answer_cache(a, "no-store");
    return web_answer_body(a, "text/plain; charset=utf-8", &text);
}

enum err get_decision_receipt(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(session_own) struct ask_sign asked = {.number = 0};
    AUTO(custody_frame) struct buf frame = {.max = LIMIT_MESSAGE};
    AUTO(buf) struct buf payload = {.max = LIMIT_STATEMENT};
    struct ask_answer answer = {0};
    struct store_decision *decision = ARENA_NEW(r->scratch, struct store_decision);
    uint64_t number = 0;
    char name[48];
    if (decision == NULL) {
        return ERR_NOMEM;
    }
    TRY(session_own(r, a, &asked));
    if (text_u64(web_request_param(r, "id"), INT64_MAX, &number) != ERR_OK) {
        return ERR_NOT_FOUND;
    }
    asked.number = (int64_t)number;
    TRY(store_decision_get(e->store, asked.number, decision));
    enum err err =
        custody_own(e->custodian, ASK_REASON, LIMIT_ASK_WAIT_MS, &asked, &frame, &answer);
    if (err != ERR_OK) {
        return err == ERR_NOT_FOUND ? err : session_refuse(a, err);
    }
    TRY(decision_payload(decision, &payload));
    struct receipt receipt = {.entry = (uint64_t)decision->entry,
                              .statement = buf_span(&payload),
                              .opening =
                                  answer.count > 0 ? answer.items[0].bytes : span_of(NULL, 0)};
    (void)snprintf(name, sizeof(name), "decision-%" PRIu64, number);
    return answer_file(a, &receipt, name);
}

enum err get_answer_receipt(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(session_own) struct ask_sign asked = {.number = 0};
    AUTO(custody_frame) struct buf frame = {.max = LIMIT_MESSAGE};
    struct ask_answer answer = {0};
    struct desk_answer given = {.state = ANSWER_NONE};
    uint64_t number = 0;
    char name[48];
    TRY(session_own(r, a, &asked));
    if (text_u64(web_request_param(r, "id"), INT64_MAX, &number) != ERR_OK) {
        return ERR_NOT_FOUND;
    }
    asked.number = (int64_t)number;
    enum err err =
        custody_own(e->custodian, ASK_REASON, LIMIT_ASK_WAIT_MS, &asked, &frame, &answer);
    if (err != ERR_OK) {
        return err == ERR_NOT_FOUND ? err : session_refuse(a, err);
    }
    TRY(answer.count == 2 ? desk_answer_decode(answer.items[1].bytes, &given) : ERR_IO);
    struct receipt receipt = {
        .kind = RECEIPT_ANSWER, .decision = given.decision, .opening = given.words};
    if (given.salt.len != sizeof(receipt.salt)) {
        return ERR_NOT_FOUND; /* none was given, or when no entry could be opened */
    }
    memcpy(receipt.salt, given.salt.ptr, sizeof(receipt.salt));
    (void)snprintf(name, sizeof(name), "answer-%" PRIu64, number);
    return answer_file(a, &receipt, name);
}

/* The account's salt, out of the rows that are its owner's to see. */
static enum err salt_of(struct span rows, uint8_t out[RECEIPT_SALT])
{
    static const char before[] = "\"salt\":\"";
    const uint8_t *at = memmem(rows.ptr, rows.len, before, sizeof(before) - 1);
    if (at == NULL) {
        return ERR_IO;
    }
    at += sizeof(before) - 1;
    struct span rest = span_of(at, rows.len - (size_t)(at - rows.ptr));
    return text_unhex(span_cut(&rest, '"'), out, RECEIPT_SALT) == ERR_OK ? ERR_OK : ERR_IO;
}

enum err get_erasure_receipt(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    AUTO(session_own) struct ask_sign asked = {.number = 0}; /* the table of accounts */
    AUTO(custody_frame) struct buf frame = {.max = LIMIT_MESSAGE};
    struct ask_answer answer = {0};
    struct receipt receipt = {.kind = RECEIPT_ERASURE};
    TRY(session_own(r, a, &asked));
    enum err err = custody_own(e->custodian, ASK_DATA, LIMIT_ASK_WAIT_MS, &asked, &frame, &answer);
    if (err != ERR_OK) {
        return session_refuse(a, err);
    }
    receipt.person = answer.person.user;
    TRY(answer.count == 1 ? salt_of(answer.items[0].bytes, receipt.salt) : ERR_IO);
    return answer_file(a, &receipt, "account");
}
