/* Each item is written in its own arena, then added to the whole. */
#include "api/asset_list.h"

#include "view/file_view.h"

enum { MAX_ITEM_JSON = 64 * 1024 * 1024 };

struct asset_list asset_list_init(struct emulator *e, struct scope *s, const char *base)
{
	return (struct asset_list){ .out = spool_init(e, s), .base = base };
}

bool asset_list_add(void *ctx, const struct list_item *item)
{
	struct asset_list *list = ctx;
	struct strbuf text = strbuf_init(item->arena, MAX_ITEM_JSON);
	struct json_writer w = json_writer(&text);

	strbuf_char(&text, list->any ? ',' : '[');
	list->any = true;
	if (item->file.id)
		file_view_write(&w, &item->file, list->base);
	else
		file_view_write_folder(&w, &item->folder);
	if (text.full)
		return err_set(list->out.s, ERR_INTERNAL,
			"an item of the list is larger than %d bytes", MAX_ITEM_JSON);
	return spool_add(&list->out, strbuf_text(&text), text.len);
}

bool asset_list_end(struct asset_list *list)
{
	return list->any ? spool_add(&list->out, "]", 1) : spool_add(&list->out, "[]", 2);
}
