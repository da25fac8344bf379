/*
 * account_rules.h: what a handle and a password may be. Pure.
 */
#ifndef ACCOUNT_RULES_H
#define ACCOUNT_RULES_H

#include "base_err.h"
#include "base_span.h"

#include <stdint.h>

/* account_handle_check: lower-case ASCII letters, digits, '_' and '.', the first a letter.
 * ERR_LIMIT: not LIMIT_HANDLE_MIN to LIMIT_HANDLE of them. ERR_FORMAT: another byte. ERR_DENIED:
 * a word that is kept for the service, or one that looks like it, so that nobody can pose as it. */
MUST_USE enum err account_handle_check(struct span handle);

/*
 * account_password_check: ERR_LIMIT: not LIMIT_PASSWORD_MIN to LIMIT_PASSWORD bytes. ERR_CONFLICT:
 * among the first that anybody would try: digits and signs at both ends and signs that stand for
 * letters aside, it is the handle, a much-used word, or one of these or a few characters again and
 * again; or it is a run along the alphabet, the digits or the rows of a keyboard.
 */
MUST_USE enum err account_password_check(struct span handle, struct span password);

/* account_birth_date_check: ERR_FORMAT: not a day from 1900 to today as YYYY-MM-DD. ERR_DENIED:
 * less than LIMIT_AGE_YEARS ago, by UTC. */
MUST_USE enum err account_birth_date_check(struct span text, int64_t now_ms);

/* account_email_check: empty, or something@something in visible ASCII. ERR_LIMIT: over LIMIT_EMAIL.
 * ERR_FORMAT. */
MUST_USE enum err account_email_check(struct span text);

#endif
