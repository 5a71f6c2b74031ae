/* Places as SQL: whether the row b of blob_facts lies in one. Its first part is a range of latitudes, which
 * an index can serve. */
#ifndef SEARCH_SEARCH_GEO_H
#define SEARCH_SEARCH_GEO_H

#include "search/search_bind.h"
#include "search/search_tree.h"

void search_geo_test(struct search_sql *q, const struct search_place *place);

#endif
