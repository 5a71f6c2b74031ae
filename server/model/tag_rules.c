/* Splitting and checking of tags. */
#include "model/tag_rules.h"

#include "base/text.h"
#include "base/utf8.h"

#include <string.h>

void tag_rules_add(struct arena *a, struct tag_list *list, const char *name)
{
	list->names = arena_room(a, list->names, list->count, sizeof(*list->names));
	list->names[list->count++] = name;
}

void tag_rules_split(struct arena *a, const char *text, struct tag_list *list)
{
	for (struct view rest = view_of(text), part; rest.p;) {
		part = view_split(&rest, ',');
		if (part.n > 0)
			tag_rules_add(a, list, arena_strndup(a, part.p, part.n));
	}
}

static bool refuse(struct scope *s, const char *why)
{
	return err_set(
		s, ERR_INVALID, "Your request contains invalid value for tags parameter. %s", why);
}

/* An empty tag counts as well, or there could be any number of them. */
size_t tag_rules_length(const char *name)
{
	return *name ? utf8_count(name) : 1;
}

bool tag_rules_check_length(struct scope *s, const struct tag_list *list)
{
	size_t sum = 0;

	for (size_t i = 0; i < list->count; i++)
		sum += tag_rules_length(list->names[i]);
	return sum <= TAG_RULES_MAX_LENGTH ||
	       refuse(s, "Combined length of all tags should be less than or equal to 500.");
}

bool tag_rules_check(struct scope *s, const struct tag_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		if (strchr(list->names[i], '%'))
			return refuse(s, "The % character is not allowed in a tag.");
	return tag_rules_check_length(s, list);
}
