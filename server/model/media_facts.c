/* Nothing is known where every reader says so. */
#include "model/media_facts.h"

bool media_facts_of_video(const struct media_facts *facts)
{
	return facts->bit_rate > 0 || facts->duration > 0 || facts->audio_codec ||
	       facts->video_codec;
}
