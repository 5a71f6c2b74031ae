/* What the metadata calls tell of a file (REST API: file metadata and pHash). */
#ifndef MODEL_METADATA_H
#define MODEL_METADATA_H

#include "model/media_facts.h"

enum metadata_kind { METADATA_NONE, METADATA_IMAGE, METADATA_VIDEO };

struct metadata {
	enum metadata_kind
		kind; /* NONE: neither an image nor a video, or one that cannot be read */
	int64_t size; /* bytes */
	struct media_description image; /* of the one */
	struct media_facts video;       /* of the other */
};

#endif
