/* Blobs are named by their SHA-256, in hex. */
#ifndef BLOB_BLOB_NAME_H
#define BLOB_BLOB_NAME_H

#include "base/base.h"

enum { BLOB_NAME_LENGTH = 64 };

#endif
