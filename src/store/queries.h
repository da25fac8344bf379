/* queries.h: the queries of queries.tbl, as QUERY_NAME. */
#ifndef QUERIES_H
#define QUERIES_H

#include <stddef.h>

#define QUERY(name, text) extern const char QUERY_##name[];
#include "queries.tbl"
#undef QUERY

extern const char *const queries_all[];
extern const size_t queries_count;

#endif
