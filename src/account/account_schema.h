/* account_schema.h: the files of schema/ as text, in order; made by the build (schema.c.in). */
#ifndef ACCOUNT_SCHEMA_H
#define ACCOUNT_SCHEMA_H

#include <stddef.h>

extern const char *const account_schema[];
extern const size_t account_schema_count;

#endif
