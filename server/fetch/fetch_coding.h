/* Content-Encoding as browsers understand it. */
#ifndef FETCH_FETCH_CODING_H
#define FETCH_FETCH_CODING_H

#include "base/text.h"

/* The header line is a Content-Encoding that names something no browser decodes: the body is meant as it is
 * sent then, such as "utf-8", or the "aws-chunked" that some stores leave behind. */
bool fetch_coding_is_strange(struct view line);

#endif
