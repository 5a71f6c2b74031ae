/* Operators as they are written. */
#include "search/search_ast.h"

const char *search_op_word(enum search_op op, bool negated)
{
	static const char *const words[][2] = {
		[SEARCH_EQUAL] = { "=", "NOT =" },
		[SEARCH_BEGINS] = { ":", "NOT :" },
		[SEARCH_LESS] = { "<", "NOT <" },
		[SEARCH_LESS_EQUAL] = { "<=", "NOT <=" },
		[SEARCH_GREATER] = { ">", "NOT >" },
		[SEARCH_GREATER_EQUAL] = { ">=", "NOT >=" },
		[SEARCH_IN] = { "IN", "NOT IN" },
		[SEARCH_HAS] = { "HAS", "NOT HAS" },
		[SEARCH_EXISTS] = { "EXISTS", "NOT EXISTS" },
	};

	return words[op][negated];
}
