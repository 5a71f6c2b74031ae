/* What the answer to an upload shows beyond its usual members (REST API: upload, "responseFields"). */
#ifndef MODEL_UPLOAD_SHOWN_H
#define MODEL_UPLOAD_SHOWN_H

#include "base/base.h"

struct upload_shown {
	bool tags, custom_coordinates, is_private, is_published, custom_metadata, embedded_metadata;
	bool metadata;
};

#endif
