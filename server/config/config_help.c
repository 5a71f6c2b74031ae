/* What stands around the table of settings. */
#include "config/config_help.h"

#include "config/config_table.h"
#include "options/option_help.h"

enum { MAX_TEXT = 64 * 1024 };

static const char usage[] = "Usage: imagekit-emulator [serve] [options]\n"
			    "       imagekit-emulator exec [options] -- command [arguments]\n"
			    "       imagekit-emulator healthcheck [--wait] [options]\n"
			    "       imagekit-emulator seed check FILE... [options]\n"
			    "       imagekit-emulator version\n"
			    "\n"
			    "A local ImageKit: the REST API, uploads and delivery URLs on one port,"
			    " offline.\n";

static const char sources[] =
	"Each option may also be written --name=VALUE, as the environment variable\n"
	"IMAGEKIT_EMULATOR_NAME (upper case, _ for -; several accounts are separated by\n"
	"blanks or commas, several seeds by colons), or as a line 'name = value' of the\n"
	"--config file, where # starts a comment. The command line wins over the\n"
	"environment, which wins over the file.\n";

static const char examples[] =
	"\nExamples:\n"
	"  imagekit-emulator --data ./library\n"
	"  imagekit-emulator --auth strict --account acme:private_abc:public_abc\n"
	"  imagekit-emulator --port 0 --print-json --id-seed 1 --clock 2026-01-02\n"
	"  imagekit-emulator exec -- npm test\n";

static const char command_environment[] =
	"\nThe command of exec finds in its environment:\n"
	"  IMAGE_KIT_BASE_URL, TEST_API_BASE_URL   where the server listens\n"
	"  IMAGEKIT_PRIVATE_KEY, IMAGEKIT_PUBLIC_KEY, IMAGEKIT_URL_ENDPOINT\n"
	"                                          of the first account\n";

static const char exit_codes[] =
	"\nExit codes:\n"
	"  0  clean stop\n"
	"  1  failure while serving\n"
	"  2  bad usage or configuration\n"
	"  3  port taken\n"
	"  4  data folder unusable\n"
	"exec exits as its command did: with 128 and the signal that ended "
	"it, with\n127 when there is no such program, 126 when it cannot "
	"be run.\n";

const char *config_help(struct scope *s)
{
	struct strbuf b = strbuf_init(s->arena, MAX_TEXT);

	strbuf_str(&b, usage);
	option_help_groups(&b, &config_table);
	strbuf_str(&b, "\nOther:\n");
	option_help_verbs(&b, &config_table);
	strbuf_char(&b, '\n');
	strbuf_str(&b, sources);
	strbuf_str(&b, examples);
	strbuf_str(&b, command_environment);
	strbuf_str(&b, exit_codes);
	return strbuf_text(&b);
}

const char *config_help_markdown(struct scope *s)
{
	struct strbuf b = strbuf_init(s->arena, MAX_TEXT);

	option_help_markdown(&b, &config_table);
	return strbuf_text(&b);
}
