/* A region of interest in an image: "x,y,width,height". */
#ifndef MODEL_COORDINATES_H
#define MODEL_COORDINATES_H

#include "base/base.h"

/* Four whole numbers, none negative, the last two not 0. */
bool coordinates_valid(const char *text);

#endif
