/* What is said of a file that was looked at. */
#ifndef MODEL_FILE_KIND_H
#define MODEL_FILE_KIND_H

#include "base/base.h"

enum file_kind { FILE_KIND_OTHER, FILE_KIND_IMAGE, FILE_KIND_VIDEO };

struct file_type {
	const char *mime;
	enum file_kind kind;
};

#endif
