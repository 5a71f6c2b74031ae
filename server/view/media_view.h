/* JSON of what images and videos tell, where files and their metadata say it in the same words. What is not known is
 * not there. */
#ifndef VIEW_MEDIA_VIEW_H
#define VIEW_MEDIA_VIEW_H

#include "json/json_write.h"
#include "model/media_facts.h"

/* One side is as good as none. */
void media_view_put_sides(struct json_writer *w, int64_t width, int64_t height);
void media_view_put_video(struct json_writer *w, const struct media_facts *facts);

#endif
