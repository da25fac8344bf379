/* account_schema.h: the files of schema/ (custodian.db) and keys_schema/ (keys.db) as text, in
 * order; made by the build (schema.c.in). */
#ifndef ACCOUNT_SCHEMA_H
#define ACCOUNT_SCHEMA_H

#include <stddef.h>

extern const char *const account_schema[];
extern const size_t account_schema_count;
extern const char *const account_keys_schema[];
extern const size_t account_keys_schema_count;

/* The step of custodian.db before which user keys are copied to keys.db. */
enum { ACCOUNT_SCHEMA_KEYS_LEAVE = 3 };

#endif
