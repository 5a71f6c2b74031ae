/* Formats that hold others: what lies in them decides, not the container. */
#ifndef MODEL_FILE_TYPE_CONTAINER_H
#define MODEL_FILE_TYPE_CONTAINER_H

#include "model/file_kind.h"

/* `head` holds the first n bytes. False: none of these containers, *out is untouched. */
bool file_type_container(const uint8_t *head, size_t n, struct file_type *out);

#endif
