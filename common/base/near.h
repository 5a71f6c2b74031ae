/* The nearest of several texts to one that names nothing: for hints beside refusals. A wrong letter costs
 * two, an upper-case letter for a lower-case one counts only where all the letters are right. */
#ifndef BASE_NEAR_H
#define BASE_NEAR_H

#include "base/arena.h"

enum { NEAR_LETTER = 2 /* what a wrong letter costs */ };

/* What it costs to get from one to the other; SIZE_MAX when they differ and one is
 * longer than TEXT_MAX_COMPARED. */
size_t near_cost(const char *wanted, const char *text);

/* The search for the nearest; `text` is the best so far or NULL, `cost` what it costs. */
struct near {
	const char *wanted, *text;
	size_t cost;
};

/* Begins a search for what may have been meant: with more than a third of its letters wrong (one letter
 * is always forgiven) a text is another one and no slip. */
struct near near_to(const char *wanted);

/* The same, but however far it is the nearest one counts: for ids, which nobody can tell apart. */
struct near near_to_any(const char *wanted);

/* Takes the text if it is nearer than what there was; of equal ones the first stays. It is not copied. */
void near_offer(struct near *n, const char *text);

/* The same with a cost of the caller's. */
void near_offer_at(struct near *n, const char *text, size_t cost);

/* Of a NULL-terminated list the word that may have been meant, or else all of them: "a, b, c". */
const char *near_word(struct arena *a, const char *const *words, const char *wanted);

#endif
