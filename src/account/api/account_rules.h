/*
 * account_rules.h: what a handle and a password may be. Pure.
 */
#ifndef ACCOUNT_RULES_H
#define ACCOUNT_RULES_H

#include "base_err.h"
#include "base_span.h"

/* account_handle_check: lower-case ASCII letters, digits, '_' and '.', the first a letter.
 * ERR_LIMIT: not LIMIT_HANDLE_MIN to LIMIT_HANDLE of them. ERR_FORMAT: another byte. ERR_CONFLICT:
 * a word that is kept for the service, so that nobody can pose as it. */
MUST_USE enum err account_handle_check(struct span handle);

/* account_password_check: ERR_LIMIT: not LIMIT_PASSWORD_MIN to LIMIT_PASSWORD bytes. */
MUST_USE enum err account_password_check(struct span password);

#endif
