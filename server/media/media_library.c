/* Every reader of libvips is blocked but those listed. libvips itself holds jpeg, png, webp, gif,
 * tiff and heif to be safe with files from strangers; svg it does not (librsvg, and libxml2 under it),
 * yet the service takes SVG, so it is let in: the reader is given bytes without a place they came
 * from, hence it opens no other file, and this process has little to lose. Blocked remain, among
 * others, ImageMagick, PDF, OpenSlide, Matlab, raw and vips' own format.
 *
 * Debian's libvips loads ImageMagick, poppler and others as modules at start-up. They would cost most
 * of the start-up time and would lie in the memory of a process that reads hostile files, so libvips
 * is pointed at a place without modules and the one that is wanted is loaded by name. */
#include "media/media_library.h"

#include <dlfcn.h>
#include <gmodule.h>
#include <vips/vips.h>

static const char *const readers[] = { "VipsForeignLoadJpeg", "VipsForeignLoadPng",
	"VipsForeignLoadWebp", "VipsForeignLoadNsgif", "VipsForeignLoadTiff", "VipsForeignLoadSvg",
	"VipsForeignLoadHeif" };

static const char no_modules[] = "/nonexistent";

static void block_readers(void)
{
	vips_block_untrusted_set(TRUE);
	vips_operation_block_set("VipsForeignLoad", TRUE);
	for (size_t i = 0; i < ARRAY_LEN(readers); i++)
		vips_operation_block_set(readers[i], FALSE);
}

bool media_library_start(void)
{
	if (!g_setenv("VIPSHOME", no_modules, TRUE))
		return false;
	if (VIPS_INIT("imagekit-emulator-media") != 0)
		return false;
	/* One image at a time, each seen once. */
	vips_concurrency_set(1);
	vips_cache_set_max(0);
	vips_cache_set_max_mem(0);
	vips_cache_set_max_files(0);
	block_readers();
	return true;
}

void media_library_stop(void)
{
	vips_shutdown();
}

/* The folder of modules is beside the library that is loaded, wherever that is. */
static char *module_path(const char *name)
{
	Dl_info library;
	void *symbol = dlsym(RTLD_DEFAULT, "vips_init");

	if (!symbol || dladdr(symbol, &library) == 0)
		return NULL;
	char *folder = g_path_get_dirname(library.dli_fname);
	char *path = g_strdup_printf("%s/vips-modules-%d.%d/%s." G_MODULE_SUFFIX, folder,
		vips_version(0), vips_version(1), name);
	g_free(folder);
	return path;
}

static void load_heif(void)
{
	/* Already there: built into libvips, or loaded for an earlier file. */
	if (g_type_from_name("VipsForeignLoadHeif") != 0)
		return;
	char *path = module_path("vips-heif");
	GModule *module = path ? g_module_open(path, G_MODULE_BIND_LAZY) : NULL;
	if (module)
		g_module_make_resident(module);
	g_free(path);
	/* A new class begins with the block of its parent. */
	vips_operation_block_set("VipsForeignLoadHeif", FALSE);
}

bool media_library_allows(const char *reader)
{
	for (size_t i = 0; i < ARRAY_LEN(readers); i++) {
		if (strncmp(reader, readers[i], strlen(readers[i])) == 0)
			return true;
	}
	return false;
}

void media_library_prepare(const uint8_t *head, size_t n)
{
	static const char brand_box[] = "ftyp";

	if (n >= 8 && memcmp(head + 4, brand_box, 4) == 0)
		load_heif();
}
