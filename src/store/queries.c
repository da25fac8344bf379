#include "queries.h"

#define QUERY(name, text) const char QUERY_##name[] = text;
#include "queries.tbl"
#undef QUERY

const char *const queries_all[] = {
#define QUERY(name, text) QUERY_##name,
#include "queries.tbl"
#undef QUERY
};
const size_t queries_count = sizeof(queries_all) / sizeof(queries_all[0]);
