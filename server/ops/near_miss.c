/* One function a kind. Ids are compared with the latest ones and with their neighbours in the order of the
 * index, names with their neighbours among all files and in the folder that was meant. */
#include "ops/near_miss.h"

#include "base/near.h"
#include "model/job.h"
#include "model/name_rules.h"
#include "model/path_rules.h"
#include "store/file_store.h"
#include "store/folder_store.h"
#include "store/job_store.h"
#include "store/neighbour_store.h"

#include <string.h>

enum {
	MAX_CORRECTED = 2, /* names in a path that may be wrong */
	ELSEWHERE = 3,     /* what it costs to lie in another folder: more than a wrong letter */
	SHOWN_FIELDS = 5,
};

struct near_miss {
	enum near_miss_kind kind;
	int64_t owner;
	const char *text;
};

struct search {
	struct db *db;
	struct scope *s;
	int64_t owner;
	const char *text;
	bool only_public;
	struct neighbour_list *list;
};

bool near_miss_note(struct scope *s, enum near_miss_kind kind, int64_t owner, const char *text)
{
	struct near_miss *sought;

	if (s->err.sought)
		return false;
	sought = arena_alloc(s->arena, sizeof(*sought));
	*sought = (struct near_miss){ kind, owner, text };
	s->err.sought = sought;
	return false;
}

/* A failure of a query only makes the list shorter. */
static void add(struct search *m, enum neighbour_query which, int64_t owner, const char *text)
{
	if (!neighbour_store_add(m->db, m->s, which, owner, text, m->list))
		err_clear(m->s);
}

/* `last`: the first of a table's three queries for ids, which are in lower case where nobody chose them. */
static const char *nearest_id(struct search *m, enum neighbour_query last)
{
	const char *id = text_lower(arena_strdup(m->s->arena, m->text));
	struct near n = near_to_any(m->text);

	add(m, last, m->owner, NULL);
	add(m, last + 1, m->owner, m->text);
	add(m, last + 2, m->owner, m->text);
	if (strcmp(id, m->text) != 0)
		add(m, last + 1, m->owner, id);
	for (size_t i = 0; i < m->list->count; i++)
		near_offer(&n, m->list->rows[i].text);
	return n.text;
}

static const char *show_file(struct search *m, const struct file *f)
{
	return arena_printf(m->s->arena, "%s (%s)", f->id,
		name_rules_join(m->s->arena, f->folder_path, f->name));
}

/* Some send a path for an id, or a name. */
static bool file_by_path(struct search *m, struct file *out)
{
	struct arena *a = m->s->arena;
	const char *normal = path_rules_normal(a, m->text);
	struct neighbour *row = m->list->rows;

	if (file_store_by_path(m->db, m->s, m->owner, path_rules_parent(a, normal),
		    path_rules_name(normal), out))
		return true;
	m->list->count = 0;
	add(m, NEIGHBOUR_FILES_AFTER, m->owner, m->text);
	return m->list->count > 0 && strcmp(row->text, m->text) == 0 && row->more &&
	       file_store_by_path(m->db, m->s, m->owner, row->more, row->text, out);
}

static const char *find_file_id(struct search *m)
{
	const char *id;
	struct file f;

	if (file_by_path(m, &f))
		return show_file(m, &f);
	m->list->count = 0;
	id = nearest_id(m, NEIGHBOUR_FILE_IDS_LAST);
	return id && file_store_by_id(m->db, m->s, m->owner, id, &f) ? show_file(m, &f) : NULL;
}

/* The name of a folder that lies in `parent` itself; NULL for others. */
static const char *child_name(const char *path, const char *parent)
{
	size_t n = strcmp(parent, "/") == 0 ? 0 : strlen(parent);

	if (strncmp(path, parent, n) != 0 || path[n] != '/' || !path[n + 1] ||
		strchr(path + n + 1, '/'))
		return NULL;
	return path + n + 1;
}

/* The folder in `parent` whose name is nearest. */
static const char *nearest_child(struct search *m, const struct folder *parent, const char *name)
{
	const char *wanted = name_rules_join(m->s->arena, parent->path, name);
	struct near n = near_to(name);

	m->list->count = 0;
	add(m, NEIGHBOUR_FOLDERS_ALL, parent->row, NULL);
	add(m, NEIGHBOUR_FOLDERS_AFTER, m->owner, wanted);
	add(m, NEIGHBOUR_FOLDERS_BEFORE, m->owner, wanted);
	for (size_t i = 0; i < m->list->count; i++) {
		const char *child = child_name(m->list->rows[i].text, parent->path);
		if (child)
			near_offer(&n, child);
	}
	return n.text ? name_rules_join(m->s->arena, parent->path, n.text) : NULL;
}

/* The folder that the path means, name by name from the root, with wrong ones put right. */
static bool nearest_folder(struct search *m, const char *path, struct folder *out)
{
	struct view rest = view_of(path);
	int corrected = 0;

	if (folder_store_by_path(m->db, m->s, m->owner, path, out))
		return true;
	if (path_rules_depth(path) > NAME_RULES_MAX_DEPTH ||
		!folder_store_by_path(m->db, m->s, m->owner, "/", out))
		return false;
	view_split(&rest, '/');
	while (rest.p) {
		struct view part = view_split(&rest, '/');
		const char *name = arena_strndup(m->s->arena, part.p, part.n);
		const char *next = name_rules_join(m->s->arena, out->path, name);
		struct folder found;
		if (!folder_store_by_path(m->db, m->s, m->owner, next, &found)) {
			next = ++corrected > MAX_CORRECTED ? NULL : nearest_child(m, out, name);
			if (!next || !folder_store_by_path(m->db, m->s, m->owner, next, &found))
				return false;
		}
		*out = found;
	}
	return true;
}

static const char *find_folder(struct search *m)
{
	const char *normal = path_rules_normal(m->s->arena, m->text);
	struct folder f;

	return nearest_folder(m, normal, &f) ? f.path : NULL;
}

/* "photo.jpg" was stored as "photo_Xy12Ab34z.jpg": with a suffix that made its name unique. */
static bool is_made_unique(const char *name, const char *wanted)
{
	enum { SUFFIX = 10 };
	const char *dot = strrchr(wanted, '.');
	size_t n = strlen(wanted), stem = dot ? (size_t)(dot - wanted) : n;

	return strlen(name) == n + SUFFIX && strncmp(name, wanted, stem) == 0 &&
	       name[stem] == '_' && strcmp(name + stem + SUFFIX, wanted + stem) == 0;
}

static size_t name_cost(const char *wanted, const char *name)
{
	return is_made_unique(name, wanted) ? NEAR_LETTER : near_cost(wanted, name);
}

/* Around the name, around what it is when it was made unique, and with its first letter in the other case. */
static void add_names(struct search *m, enum neighbour_query after, int64_t owner, const char *name)
{
	const char *dot = strrchr(name, '.');
	size_t stem = dot ? (size_t)(dot - name) : strlen(name);
	char *other = arena_strdup(m->s->arena, name);

	add(m, after, owner, name);
	add(m, after + 1, owner, name);
	add(m, after, owner, arena_printf(m->s->arena, "%.*s_", (int)stem, name));
	if ((*other >= 'a' && *other <= 'z') || (*other >= 'A' && *other <= 'Z')) {
		*other = (char)(*other ^ ('a' ^ 'A'));
		add(m, after, owner, other);
	}
}

static const char *find_file_path(struct search *m)
{
	struct arena *a = m->s->arena;
	const char *normal = path_rules_normal(a, m->text), *name = path_rules_name(normal);
	const char *wanted = path_rules_parent(a, normal);
	const size_t limit = near_to(name).cost;
	struct near n = near_to_any(name);
	struct folder folder = { 0 };
	size_t inside = 0;

	bool known = nearest_folder(m, wanted, &folder);
	m->list->count = 0;
	if (known)
		add_names(m, NEIGHBOUR_NAMES_AFTER, folder.row, name);
	inside = m->list->count;
	add_names(m, NEIGHBOUR_FILES_AFTER, m->owner, name);
	for (size_t i = 0; i < m->list->count; i++) {
		const struct neighbour *row = &m->list->rows[i];
		const char *path = i < inside ? folder.path : row->more;
		size_t cost = name_cost(name, row->text);
		if (!*row->text || !path || !*path || (m->only_public && !row->is_public) ||
			cost >= limit)
			continue;
		if (i >= inside && strcmp(path, wanted) != 0)
			cost += ELSEWHERE;
		if (cost < n.cost)
			near_offer_at(&n, name_rules_join(a, path, row->text), cost);
	}
	return n.text;
}

static const char *find_version(struct search *m)
{
	struct near n = near_to_any(m->text);
	const char *number = "";

	add(m, NEIGHBOUR_VERSIONS_LAST, m->owner, NULL);
	for (size_t i = 0; i < m->list->count; i++) {
		const char *before = n.text;
		near_offer(&n, m->list->rows[i].text);
		if (n.text != before)
			number = m->list->rows[i].more;
	}
	return n.text ? arena_printf(m->s->arena, "%s (version %s)", n.text, number) : NULL;
}

static const char *find_version_key(struct search *m)
{
	struct near n = near_to_any(m->text);

	add(m, NEIGHBOUR_KEYS_LAST, m->owner, NULL);
	for (size_t i = 0; i < m->list->count; i++)
		if (m->list->rows[i].is_public)
			near_offer(&n, m->list->rows[i].text);
	return n.text;
}

static const char *find_job(struct search *m)
{
	const char *id = nearest_id(m, NEIGHBOUR_JOB_IDS_LAST);
	struct job job;

	if (!id || !job_store_by_id(m->db, m->s, m->owner, id, &job))
		return NULL;
	return arena_printf(
		m->s->arena, "%s (%s %s)", id, job_type_word(job.type), job.source_path);
}

static const char *find_purge(struct search *m)
{
	return nearest_id(m, NEIGHBOUR_PURGE_IDS_LAST);
}

static const char *find_field_id(struct search *m)
{
	struct near n = near_to_any(m->text);
	const char *name = "";

	add(m, NEIGHBOUR_FIELDS_ALL, m->owner, NULL);
	for (size_t i = 0; i < m->list->count; i++) {
		const struct neighbour *row = &m->list->rows[i];
		const char *before = n.text;
		if (strcmp(row->text, m->text) == 0)
			near_offer_at(&n, row->more, 0); /* some send a name for an id */
		else
			near_offer(&n, row->more);
		if (n.text != before)
			name = row->text;
	}
	return n.text ? arena_printf(m->s->arena, "%s (%s)", n.text, name) : NULL;
}

static const char *find_field_name(struct search *m)
{
	struct near n = near_to(m->text);
	const char *some = NULL;

	add(m, NEIGHBOUR_FIELDS_ALL, m->owner, NULL);
	for (size_t i = 0; i < m->list->count; i++) {
		const char *name = m->list->rows[i].text;
		near_offer(&n, name);
		if (i < SHOWN_FIELDS)
			some = some ? arena_printf(m->s->arena, "%s, %s", some, name) : name;
	}
	return n.text ? n.text : some;
}

/* Keys begin alike; what counts is what follows. */
static const char *secret_part(const char *key)
{
	static const char prefix[] = "private_";

	return text_starts(key, prefix) ? key + sizeof(prefix) - 1 : key;
}

static const char *find_owner_of_key(struct search *m)
{
	struct near n = near_to(secret_part(m->text));
	const char *owner = NULL;

	add(m, NEIGHBOUR_OWNERS_AFTER, 0, m->text);
	add(m, NEIGHBOUR_OWNERS_BEFORE, 0, m->text);
	add(m, NEIGHBOUR_OWNERS_ALL, 0, NULL);
	for (size_t i = 0; i < m->list->count; i++) {
		const char *before = n.text;
		near_offer(&n, secret_part(m->list->rows[i].more));
		if (n.text != before)
			owner = m->list->rows[i].text;
	}
	return owner;
}

static const char *find_imagekit_id(struct search *m)
{
	struct near n = near_to(m->text);

	add(m, NEIGHBOUR_ACCOUNTS_AFTER, 0, m->text);
	add(m, NEIGHBOUR_ACCOUNTS_BEFORE, 0, m->text);
	add(m, NEIGHBOUR_OWNERS_ALL, 0, NULL);
	for (size_t i = 0; i < m->list->count; i++)
		near_offer(&n, m->list->rows[i].text);
	return n.text;
}

static const char *find(struct search *m, enum near_miss_kind kind)
{
	static const char *(*const by_kind[])(struct search * m) = {
		[NEAR_MISS_FILE_ID] = find_file_id,
		[NEAR_MISS_FILE_PATH] = find_file_path,
		[NEAR_MISS_PUBLIC_PATH] = find_file_path,
		[NEAR_MISS_FOLDER_PATH] = find_folder,
		[NEAR_MISS_VERSION_ID] = find_version,
		[NEAR_MISS_VERSION_KEY] = find_version_key,
		[NEAR_MISS_JOB_ID] = find_job,
		[NEAR_MISS_PURGE_ID] = find_purge,
		[NEAR_MISS_FIELD_ID] = find_field_id,
		[NEAR_MISS_FIELD_NAME] = find_field_name,
		[NEAR_MISS_PRIVATE_KEY] = find_owner_of_key,
		[NEAR_MISS_IMAGEKIT_ID] = find_imagekit_id,
	};

	m->only_public = kind == NEAR_MISS_PUBLIC_PATH;
	return by_kind[kind](m);
}

void near_miss_find(struct emulator *e, struct scope *s)
{
	const struct near_miss *sought = s->err.sought;
	struct err failure = s->err;
	struct search m = { .s = s };

	if (!sought || failure.near)
		return;
	err_clear(s);
	if (db_pool_take(e->db, s, &m.db)) {
		m.owner = sought->owner;
		m.text = sought->text;
		m.list = arena_alloc(s->arena, sizeof(*m.list));
		failure.near = find(&m, sought->kind);
		db_pool_give(e->db, m.db);
	}
	s->err = failure;
	if (s->err.near && strlen(s->err.near) > ERR_NEAR_MAX)
		s->err.near = NULL;
}

bool near_miss_is_of_another(const struct scope *s)
{
	static const enum near_miss_kind kinds[] = { NEAR_MISS_PRIVATE_KEY, NEAR_MISS_IMAGEKIT_ID,
		NEAR_MISS_PUBLIC_PATH, NEAR_MISS_VERSION_KEY };
	const struct near_miss *sought = s->err.sought;

	for (size_t i = 0; sought && i < ARRAY_LEN(kinds); i++)
		if (sought->kind == kinds[i])
			return true;
	return false;
}
