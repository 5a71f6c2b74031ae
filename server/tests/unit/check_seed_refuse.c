/* What a seed is refused for, and where: the place of each refusal is marked in the text itself. */
#include "base/strbuf.h"
#include "seed/seed_read.h"
#include "tests/support/check_main.h"
#include "tests/support/own_scope.h"

/* Single quotes stand for double ones, and ^ before the place that the error must name. */
struct row {
	const char *text, *msg;
};

#define TEXT_50  "ttttttttttttttttttttttttttttttttttttttttttttttttéé"
#define TEXT_250 TEXT_50 TEXT_50 TEXT_50 TEXT_50 TEXT_50

/* clang-format off */
static const struct row rows[] = {
	/* the document */
	{ "^[]", "a JSON object is expected" },
	{ "{'files':[^", "a value is expected" },
	{ "{'format':^2,'filez':[]}", "format: is newer than this program, which reads format 1" },
	{ "{'format':^0}", "format: must be 1" },
	{ "{'format':^'1'}", "format: must be a whole number" },
	{ "{'fils':^[]}", "fils: is not known; did you mean files?" },
	{ "{'id':^'x'}",
	  "id: is not known; known are format, accounts, remote, clock, faults, rateLimits, privateKey, publicKey, originalCreationDate, customMetadataFields, folders, files, jobs, purges, uploadTokens" },
	{ "{'webhook':^1}",
	  "webhook: is not known; known are format, accounts, remote, clock, faults, rateLimits, privateKey, publicKey, originalCreationDate, customMetadataFields, folders, files, jobs, purges, uploadTokens" },
	{ "{'version':^1}",
	  "version: is not known; known are format, accounts, remote, clock, faults, rateLimits, privateKey, publicKey, originalCreationDate, customMetadataFields, folders, files, jobs, purges, uploadTokens" },
	{ "{'webhooks':^[]}", "webhooks: webhooks are not there yet" },
	{ "{'namedTransformations':^{}}", "namedTransformations: named transformations are not there yet" },
	{ "{'accounts':[{'id':'a',\n'webhooks':^1}]}", "accounts[0].webhooks: webhooks are not there yet" },
	{ "{'accounts':^{}}", "accounts: must be an array" },
	{ "{'accounts':[^1]}", "accounts[0]: a JSON object is expected" },
	{ "{'accounts':[^{}]}", "accounts[0]: id is required" },
	{ "{'accounts':[{'id':^''}]}", "accounts[0].id: must be a string of 1 to 64 bytes" },
	{ "{'accounts':[{'id':^'a/b'}]}", "accounts[0].id: must be of ASCII letters, digits, _ and - alone" },
	{ "{'accounts':[{'id':^'ä'}]}", "accounts[0].id: must be of ASCII letters, digits, _ and - alone" },
	{ "{'accounts':[{'id':'a','remote':^{}}]}",
	  "accounts[0].remote: is not known; known are clock, faults, rateLimits, privateKey, publicKey, originalCreationDate, customMetadataFields, folders, files, jobs, purges, uploadTokens, id" },
	{ "{'accounts':[{'id':'a','private':^'x'}]}", "accounts[0].private: is not known; did you mean privateKey?" },
	{ "{'accounts':[{'id':'a','privateKey':^'x:'}]}", "accounts[0].privateKey: must have no colons or control characters" },
	{ "{'accounts':[{'id':'a','publicKey':^'x\\n'}]}", "accounts[0].publicKey: must have no colons or control characters" },
	{ "{'accounts':[{'id':'a','privateKey':^1}]}", "accounts[0].privateKey: must be a string" },
	{ "{'accounts':[{'id':'a'},\n{'id':'b'},\n{'id':^'a'}]}", "accounts[2].id: is the same as the one on line 1" },
	{ "{'accounts':[{'id':'a','privateKey':'k'},\n{'id':'b','privateKey':^'k'}]}",
	  "accounts[1].privateKey: is the same as the one on line 1" },
	{ "{'publicKey':'k',\n'accounts':[{'id':'b',\n'publicKey':^'k'}]}", "accounts[0].publicKey: is the same as the one on line 1" },
	{ "{'clock':^1}", "clock: must be an object" },
	{ "{'faults':^{}}", "faults: must be an array" },
	{ "{'rateLimits':^[]}", "rateLimits: must be an object" },
	{ "{'accounts':[{'id':'a','clock':^'real'}]}", "accounts[0].clock: must be an object" },
	{ "{'accounts':[{'id':'a','faults':^null}]}", "accounts[0].faults: must be an array" },
	{ "{'accounts':[{'id':'a','rateLimits':^0}]}", "accounts[0].rateLimits: must be an object" },
	/* files */
	{ "{'files':^{}}", "files: must be an array" },
	{ "{'files':[^[]]}", "files[0]: a JSON object is expected" },
	{ "{'files':[^{}]}", "files[0]: path is required" },
	{ "{'files':[^{'path':'/a'}]}", "files[0]: content is required" },
	{ "{'files':[{'path':'/a','content':{'text':''},'tag':^['x']}]}", "files[0].tag: is not known; did you mean tags?" },
	{ "{'files':[{'path':'/a','content':{'text':''},'current':^true}]}", "files[0].current: must stand in one of several versions" },
	{ "{'files':[{'path':'/a','current':^true,'versions':[{'content':{'text':''}}]}]}",
	  "files[0].current: must stand in one of the versions" },
	{ "{'files':[{'path':^'','content':{'text':''}}]}", "files[0].path: must be a string of 1 to 65536 bytes" },
	{ "{'files':[{'path':^'/','content':{'text':''}}]}", "files[0].path: must end with the name of a file" },
	{ "{'files':[{'path':^'/a/','content':{'text':''}}]}", "files[0].path: must end with the name of a file" },
	{ "{'files':[{'path':^'a.jpg','content':{'text':''}}]}", "files[0].path: would become /a.jpg in the library: write that" },
	{ "{'files':[{'path':^'//a.jpg','content':{'text':''}}]}", "files[0].path: would become /a.jpg in the library: write that" },
	{ "{'files':[{'path':^'/my folder//my file.jpg','content':{'text':''}}]}",
	  "files[0].path: would become /my folder/my file.jpg in the library: write that" },
	{ "{'files':[{'path':^'/a/../b.jpg','content':{'text':''}}]}",
	  "files[0].path: must have no . or .. between its slashes, and at most 50 folders" },
	{ "{'files':[{'path':^'/a/..','content':{'text':''}}]}", "files[0].path: must end with the name of a file" },
	{ "{'files':[{'path':'/a','content':{'text':''},'id':^''}]}", "files[0].id: must be a string of 1 to 64 bytes" },
	{ "{'files':[{'path':'/a','content':{'text':''},'id':^'a b'}]}",
	  "files[0].id: must have no blanks, slashes or control characters" },
	{ "{'files':[{'path':'/a','content':{'text':''},'id':^'a/b'}]}",
	  "files[0].id: must have no blanks, slashes or control characters" },
	{ "{'files':[{'path':'/a','content':{'text':''},'id':^'a\\u007f'}]}",
	  "files[0].id: must have no blanks, slashes or control characters" },
	{ "{'files':[{'path':'/a','content':{'text':''},'id':^null}]}", "files[0].id: must be a string" },
	{ "{'files':[{'path':'/a','content':{'text':''},'versionKey':^'a\\tb'}]}",
	  "files[0].versionKey: must have no blanks, slashes or control characters" },
	{ "{'files':[{'path':'/a','content':{'text':''},'createdAt':^'soon'}]}",
	  "files[0].createdAt: must be a time such as 2026-01-02T03:04:05.678Z" },
	{ "{'files':[{'path':'/a','content':{'text':''},'createdAt':^'1700000000'}]}",
	  "files[0].createdAt: must be a time such as 2026-01-02T03:04:05.678Z" },
	{ "{'files':[{'path':'/a','content':{'text':''},'createdAt':^1700000000}]}", "files[0].createdAt: must be a string" },
	{ "{'files':[{'path':'/a','content':{'text':''},'updatedAt':^'2026-02-30'}]}",
	  "files[0].updatedAt: must be a time such as 2026-01-02T03:04:05.678Z" },
	{ "{'files':[{'path':'/a','content':{'text':''},'number':^0}]}",
	  "files[0].number: must be a whole number from 1 to 1000000000" },
	{ "{'files':[{'path':'/a','content':{'text':''},'number':5,'nextVersionNumber':^5}]}",
	  "files[0].nextVersionNumber: must be above 5, the highest there is" },
	{ "{'files':[{'path':'/a','content':{'text':''},'nextVersionNumber':^1}]}",
	  "files[0].nextVersionNumber: must be above 1, the highest there is" },
	{ "{'files':[{'path':'/a','content':{'text':''},'tags':^'x'}]}", "files[0].tags: must be an array of strings" },
	{ "{'files':[{'path':'/a','content':{'text':''},'tags':['x',^1]}]}", "files[0].tags[1]: must be a string" },
	{ "{'files':[{'path':'/a','content':{'text':''},\n 'tags':['x',^'50%']}]}", "files[0].tags[1]: must have no % in it" },
	{ "{'files':[{'path':'/a','content':{'text':''},'tags':^['" TEXT_250 "','" TEXT_250 "','x']}]}", "files[0].tags: must be at most 500 characters in all" },
	{ "{'files':[{'path':'/a','content':{'text':''},'customMetadata':^[]}]}", "files[0].customMetadata: must be an object" },
	{ "{'files':[{'path':'/a','content':{'text':''},'customCoordinates':^'1,2,3'}]}",
	  "files[0].customCoordinates: must be x,y,width,height in whole numbers" },
	{ "{'files':[{'path':'/a','content':{'text':''},'description':^1}]}", "files[0].description: must be a string" },
	{ "{'files':[{'path':'/a','content':{'text':''},'isPrivateFile':^'yes'}]}", "files[0].isPrivateFile: must be a boolean" },
	{ "{'files':[{'path':'/a','content':{'text':''},'isPublished':^null}]}", "files[0].isPublished: must be a boolean" },
	{ "{'files':[{'path':'/a','content':{'text':''}},\n{'path':^'/a','content':{'text':''}}]}",
	  "files[1].path: is the same as the one on line 1" },
	{ "{'files':[{'path':'/a','id':'x','content':{'text':''}},\n{'path':'/b','id':^'x','content':{'text':''}}]}",
	  "files[1].id: is the same as the one on line 1" },
	{ "{'files':[{'path':'/a','id':'x','versions':[{'id':'v','content':{'text':''}}]},\n{'path':'/b','id':^'x','versions':[{'id':'w','content':{'text':''}}]}]}",
	  "files[1].id: is the same as the one on line 1" },
	/* versions */
	{ "{'files':[{'path':'/a','versions':^[]}]}", "files[0].versions: must have one version at least" },
	{ "{'files':[{'path':'/a','versions':^{}}]}", "files[0].versions: must be an array" },
	{ "{'files':[{'path':'/a','versions':[^1]}]}", "files[0].versions[0]: a JSON object is expected" },
	{ "{'files':[{'path':'/a','versions':[^{}]}]}", "files[0].versions[0]: content is required" },
	{ "{'files':[{'path':'/a','versions':[{'path':^'/b','content':{'text':''}}]}]}",
	  "files[0].versions[0].path: is not known; known are id, createdAt, number, versionKey, content, tags, customMetadata, customCoordinates, description, isPrivateFile, isPublished, updatedAt, current" },
	{ "{'files':[{'path':'/a','content':^{'text':''},'versions':[{'content':{'text':''}}]}]}",
	  "files[0].content: must stand in one of the versions" },
	{ "{'files':[{'path':'/a','tags':^[],'versions':[{'content':{'text':''}}]}]}",
	  "files[0].tags: must stand in one of the versions" },
	{ "{'files':[{'path':'/a','updatedAt':^'2026-01-02','versions':[{'content':{'text':''}}]}]}",
	  "files[0].updatedAt: must stand in one of the versions" },
	{ "{'files':[{'path':'/a','versions':[{'number':3,'content':{'text':''}},\n{'number':^3,'content':{'text':''}}]}]}",
	  "files[0].versions[1].number: must be above 3, that of the version before" },
	{ "{'files':[{'path':'/a','versions':[{'content':{'text':''}},{'content':{'text':''}},{'number':^2,'content':{'text':''}}]}]}",
	  "files[0].versions[2].number: must be above 2, that of the version before" },
	{ "{'files':[{'path':'/a','nextVersionNumber':^2,'versions':[{'content':{'text':''}},{'content':{'text':''}}]}]}",
	  "files[0].nextVersionNumber: must be above 2, the highest there is" },
	{ "{'files':[{'path':'/a','versions':[{'current':true,'content':{'text':''}},{'current':^true,'content':{'text':''}}]}]}",
	  "files[0].versions[1].current: only one version can be the current one" },
	{ "{'files':[{'path':'/a','versions':[{'id':'v','content':{'text':''}},\n{'id':^'v','content':{'text':''}}]}]}",
	  "files[0].versions[1].id: is the same as the one on line 1" },
	{ "{'files':[{'path':'/a','id':'f',\n'versions':[{'content':{'text':''}},\n{'id':^'f','content':{'text':''}}]}]}",
	  "files[0].versions[1].id: is the same as the one on line 2" },
	{ "{'files':[{'path':'/a','id':'f','content':{'text':''}},\n{'path':'/b','versions':[{'id':^'f','content':{'text':''}}]}]}",
	  "files[1].versions[0].id: is the same as the one on line 1" },
	/* content */
	{ "{'files':[{'path':'/a','content':^1}]}", "files[0].content: a JSON object is expected" },
	{ "{'files':[{'path':'/a','content':^{}}]}", "files[0].content: must have exactly one of path, text, base64, blob, generate" },
	{ "{'files':[{'path':'/a','content':^{'text':'','path':'x'}}]}",
	  "files[0].content: must have exactly one of path, text, base64, blob, generate" },
	{ "{'files':[{'path':'/a','content':{'file':^'x'}}]}",
	  "files[0].content.file: is not known; known are path, text, base64, blob, generate" },
	{ "{'files':[{'path':'/a','content':{'path':^''}}]}", "files[0].content.path: must be a string of 1 to 4095 bytes" },
	{ "{'files':[{'path':'/a','content':{'text':^1}}]}", "files[0].content.text: must be a string" },
	{ "{'files':[{'path':'/a','content':{'base64':^'abc*'}}]}", "files[0].content.base64: must be base64" },
	{ "{'files':[{'path':'/a','content':{'base64':^'a'}}]}", "files[0].content.base64: must be base64" },
	{ "{'files':[{'path':'/a','content':{'blob':^'0123'}}]}",
	  "files[0].content.blob: must be a SHA-256 of 64 lower-case hexadecimal digits" },
	{ "{'files':[{'path':'/a','content':{'blob':^'0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef'}}]}",
	  "files[0].content.blob: must be a SHA-256 of 64 lower-case hexadecimal digits" },
	{ "{'files':[{'path':'/a','content':{'generate':^7}}]}", "files[0].content.generate: a JSON object is expected" },
	{ "{'files':[{'path':'/a.jpg','content':{'generate':^{'width':10}}}]}", "files[0].content.generate: height is required" },
	{ "{'files':[{'path':'/a.jpg','content':{'generate':{'width':^0,'height':1}}}]}",
	  "files[0].content.generate.width: must be a whole number from 1 to 10000" },
	{ "{'files':[{'path':'/a.jpg','content':{'generate':{'width':^10001,'height':1}}}]}",
	  "files[0].content.generate.width: must be a whole number from 1 to 10000" },
	{ "{'files':[{'path':'/a.jpg','content':{'generate':{'width':1,'height':^1.5}}}]}",
	  "files[0].content.generate.height: must be a whole number" },
	{ "{'files':[{'path':'/a.jpg','content':{'generate':{'width':1,'height':1,'seed':^-1}}}]}",
	  "files[0].content.generate.seed: must be a whole number from 0 to 9007199254740992" },
	{ "{'files':[{'path':'/a.jpg','content':{'generate':{'width':1,'height':1,'format':^'jpg'}}}]}",
	  "files[0].content.generate.format: must be one of jpeg, png, webp, gif" },
	{ "{'files':[{'path':'/a.svg','content':{'generate':^{'width':1,'height':1}}}]}",
	  "files[0].content.generate: format is required: the name ends like none of jpeg, png, webp, gif" },
	{ "{'files':[{'path':'/a.jpg','content':{'generate':{'widht':^1,'height':1}}}]}",
	  "files[0].content.generate.widht: is not known; did you mean width?" },
	/* remote URLs */
	{ "{'remote':^[]}", "remote: must be an object" },
	{ "{'remote':{'ftp://x':^{'text':''}}}", "remote[\"ftp://x\"]: must be under a URL that starts with http:// or https://" },
	{ "{'remote':{'https://x/a.b':^'a.b'}}", "remote[\"https://x/a.b\"]: a JSON object is expected" },
	{ "{'remote':{'https://x/a':{'generate':^{'width':1,'height':1}}}}",
	  "remote[\"https://x/a\"].generate: format is required: the name ends like none of jpeg, png, webp, gif" },
	/* folders and fields */
	{ "{'folders':[^{}]}", "folders[0]: path is required" },
	{ "{'folders':[{'path':^'a'}]}", "folders[0].path: would become /a in the library: write that" },
	{ "{'folders':[{'path':^'/a/'}]}", "folders[0].path: would become /a in the library: write that" },
	{ "{'folders':[{'path':^'/a//b'}]}", "folders[0].path: would become /a/b in the library: write that" },
	{ "{'folders':[{'path':^'/./a'}]}", "folders[0].path: must have no . or .. between its slashes, and at most 50 folders" },
	{ "{'folders':[{'path':'/a','id':^'a/b'}]}", "folders[0].id: must have no blanks, slashes or control characters" },
	{ "{'folders':[{'path':'/a','createdAt':^''}]}", "folders[0].createdAt: must be a time such as 2026-01-02T03:04:05.678Z" },
	{ "{'folders':[{'path':'/a','type':^'folder'}]}", "folders[0].type: is not known; known are path, id, createdAt, updatedAt" },
	{ "{'folders':[{'path':'/a'},{'path':'/b'},\n{'path':^'/a'},{'path':'/b'}]}",
	  "folders[2].path: is the same as the one on line 1" },
	{ "{'folders':[{'path':'/b'},{'path':'/a'},\n{'path':^'/b'},{'path':'/a'}]}", "folders[2].path: is the same as the one on line 1" },
	{ "{'folders':[{'path':'/a','id':'x'},{'path':'/b','id':^'x'}]}", "folders[1].id: is the same as the one on line 1" },
	{ "{'customMetadataFields':[^{'name':'n','label':'l'}]}", "customMetadataFields[0]: schema is required" },
	{ "{'customMetadataFields':[^{'name':'n','schema':{}}]}", "customMetadataFields[0]: label is required" },
	{ "{'customMetadataFields':[^{'label':'l','schema':{}}]}", "customMetadataFields[0]: name is required" },
	{ "{'customMetadataFields':[{'name':'n','label':'l','schema':^'Text'}]}", "customMetadataFields[0].schema: must be an object" },
	{ "{'customMetadataFields':[{'name':^'','label':'l','schema':{}}]}",
	  "customMetadataFields[0].name: must be a string of 1 to 65536 bytes" },
	{ "{'customMetadataFields':[{'name':'n','label':'l','schema':{},'id':^' '}]}",
	  "customMetadataFields[0].id: must have no blanks, slashes or control characters" },
	{ "{'customMetadataFields':[{'name':'n','label':'l','schema':{}},{'name':^'n','label':'m','schema':{}}]}",
	  "customMetadataFields[1].name: is the same as the one on line 1" },
	{ "{'customMetadataFields':[{'name':'n','label':'l','schema':{}},{'name':'m','label':^'l','schema':{}}]}",
	  "customMetadataFields[1].label: is the same as the one on line 1" },
	{ "{'customMetadataFields':[{'name':'n','label':'l','schema':{},'id':'x'},{'name':'m','label':'m','schema':{},'id':^'x'}]}",
	  "customMetadataFields[1].id: is the same as the one on line 1" },
	/* jobs, purges, tokens */
	{ "{'jobs':[{'type':^'COPY_FILE','sourceFolderPath':'/a','destinationFolderPath':'/b'}]}",
	  "jobs[0].type: must be one of COPY_FOLDER, MOVE_FOLDER, RENAME_FOLDER" },
	{ "{'jobs':[^{'type':'COPY_FOLDER','destinationFolderPath':'/b'}]}", "jobs[0]: sourceFolderPath is required" },
	{ "{'jobs':[^{'type':'COPY_FOLDER','sourceFolderPath':'/a'}]}", "jobs[0]: destinationFolderPath is required" },
	{ "{'jobs':[{'type':'COPY_FOLDER','sourceFolderPath':'/a','destinationFolderPath':'/b','status':^'Done'}]}",
	  "jobs[0].status: must be one of Completed, Pending" },
	{ "{'jobs':[{'type':'COPY_FOLDER','sourceFolderPath':'/a','destinationFolderPath':'/b','dueAt':^'x'}]}",
	  "jobs[0].dueAt: must be a time such as 2026-01-02T03:04:05.678Z" },
	{ "{'jobs':[{'type':'COPY_FOLDER','sourceFolderPath':'/a','destinationFolderPath':'/b','purgeRequestId':^'a b'}]}",
	  "jobs[0].purgeRequestId: must have no blanks, slashes or control characters" },
	{ "{'jobs':[{'id':'j','type':'COPY_FOLDER','sourceFolderPath':'/a','destinationFolderPath':'/b'},{'id':^'j','type':'COPY_FOLDER','sourceFolderPath':'/a','destinationFolderPath':'/b'}]}",
	  "jobs[1].id: is the same as the one on line 1" },
	{ "{'purges':[^{'id':'x'}]}", "purges[0]: url is required" },
	{ "{'purges':[{'url':'u','id':^'a/b'}]}", "purges[0].id: must have no blanks, slashes or control characters" },
	{ "{'purges':[{'url':'u','dueAt':^'tomorrow'}]}", "purges[0].dueAt: must be a time such as 2026-01-02T03:04:05.678Z" },
	{ "{'purges':[{'url':'u','id':'x'},{'url':'u','id':^'x'}]}", "purges[1].id: is the same as the one on line 1" },
	{ "{'uploadTokens':[^{}]}", "uploadTokens[0]: must have either token or sha256" },
	{ "{'uploadTokens':[^{'token':'t','sha256':'0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'}]}",
	  "uploadTokens[0]: must have either token or sha256" },
	{ "{'uploadTokens':[{'sha256':^'0123'}]}", "uploadTokens[0].sha256: must be 64 lower-case hexadecimal digits" },
	{ "{'uploadTokens':[{'sha256':^'0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef'}]}",
	  "uploadTokens[0].sha256: must be 64 lower-case hexadecimal digits" },
	{ "{'uploadTokens':[{'token':'t','usedAt':^'never'}]}",
	  "uploadTokens[0].usedAt: must be a time such as 2026-01-02T03:04:05.678Z" },
	{ "{'uploadTokens':[{'token':'abc'},\n^{'sha256':'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'}]}",
	  "uploadTokens[1]: is the same as the one on line 1" },
	{ "{'uploadTokens':[{'token':'t'},\n{'token':^'t'}]}", "uploadTokens[1].token: is the same as the one on line 1" },
	/* columns count characters */
	{ "{'accounts':[{'privateKey':'äöü😀','id':^'a/b'}]}", "accounts[0].id: must be of ASCII letters, digits, _ and - alone" },
	{ "{'files':[{'path':'/ä','content':{'text':'€'}},^{'path':'/ä'}]}", "files[1]: content is required" },
};
/* clang-format on */

/* The text that is meant, and `a.json:LINE:COLUMN` of its mark. */
static const char *take_mark(const char *marked, const char **place)
{
	struct strbuf text = strbuf_init(scope.arena, 1 << 16);
	size_t line = 1, column = 1;

	*place = NULL;
	for (const char *c = marked; *c; c++) {
		if (*c == '^') {
			*place = arena_printf(scope.arena, "a.json:%zu:%zu", line, column);
			continue;
		}
		strbuf_char(&text, *c == '\'' ? '"' : *c);
		column += ((uint8_t)*c & 0xc0) != 0x80;
		if (*c == '\n') {
			line++;
			column = 1;
		}
	}
	return strbuf_text(&text);
}

START_TEST(a_refusal_names_the_place_and_the_reason)
{
	const struct row *row = &rows[_i];
	struct seed_document document = { .name = "a.json" };
	const char *place;
	struct seed seed;

	document.text = take_mark(row->text, &place);
	document.len = strlen(document.text);
	ck_assert_msg(place != NULL, "%s has no mark", row->text);
	ck_assert_msg(!seed_read(&scope, &document, &seed), "%s is read", row->text);
	ck_assert_int_eq(scope.err.code, ERR_INVALID);
	ck_assert_str_eq(scope.err.msg, arena_printf(scope.arena, "%s: %s", place, row->msg));
}
END_TEST

/* What others find wrong while they load. */
START_TEST(a_later_error_gets_its_place)
{
	static const char text[] = "{\"files\":[{\"path\":\"/a\",\n\"content\":{\"text\":\"\"}}]}";
	const struct seed_document document = { .name = "b", .text = text, .len = strlen(text) };
	struct seed seed;

	ck_assert_msg(seed_read(&scope, &document, &seed), "%s", scope.err.msg);
	const struct seed_document *d = &seed.document;
	const struct seed_file *f = seed.accounts[0].files;

	err_set(&scope, ERR_INVALID, "all wrong");
	ck_assert(!seed_refuse_because(&scope, d, f->versions->content.at));
	ck_assert_str_eq(scope.err.msg, "b:2:11: files[0].content: all wrong");
	ck_assert_int_eq(scope.err.code, ERR_INVALID);

	err_clear(&scope);
	err_set(&scope, ERR_UNAVAILABLE, "the disk is full");
	ck_assert(!seed_refuse_because(&scope, d, f->at));
	ck_assert_str_eq(scope.err.msg, "the disk is full");

	err_clear(&scope);
	ck_assert(!seed_refuse_member(&scope, d, f->at, "path", "is %s", "taken"));
	ck_assert_str_eq(scope.err.msg, "b:1:19: files[0].path: is taken");

	err_clear(&scope);
	ck_assert(!seed_refuse_member(&scope, d, f->at, "id", "is taken"));
	ck_assert_str_eq(scope.err.msg, "b:1:11: files[0]: is taken");

	err_clear(&scope);
	ck_assert(!seed_refuse(&scope, d, NULL, "cannot be loaded"));
	ck_assert_str_eq(scope.err.msg, "b: cannot be loaded");
	ck_assert_uint_eq(seed_refuse_line(&scope, d, f->versions->content.at), 2);
}
END_TEST

/* A file whose metadata are so many values, of which the one before the last is a text of so many bytes. */
static const char *with_values(int count, int bytes, const char *open, const char *close)
{
	struct strbuf text = strbuf_init(scope.arena, 8 * 1024 * 1024);

	strbuf_str(&text,
		"{\"files\":[{\"path\":\"/a\",\"content\":{\"text\":\"\"},\n\"customMetadata\":");
	strbuf_str(&text, open);
	for (int i = 1; i <= count; i++) {
		strbuf_str(&text, i > 1 ? ",\n" : "");
		if (*close == '}')
			strbuf_printf(&text, "\"f%d\":", i);
		if (i == count - 1)
			strbuf_printf(&text, "\"%0*d\"", bytes, 0);
		else
			strbuf_str(&text, "1");
	}
	strbuf_str(&text, close);
	strbuf_str(&text, "}]}");
	return strbuf_text(&text);
}

/* What no upload or update could have stored. */
static const struct many_row {
	int count, bytes;
	const char *open, *close, *msg;
} many[] = {
	{ 1000, 10, "{", "}", NULL },
	{ 1001, 10, "{", "}", "seed:2:18: files[0].customMetadata: must be at most 1000 values" },
	{ 2, 1024 * 1024, "{", "}", NULL },
	{ 2, 1024 * 1024 + 1, "{", "}",
		"seed:2:24: files[0].customMetadata.f1: must be at most 1048576 bytes" },
	{ 1000, 10, "{\"m\":[", "]}", NULL },
	{ 1001, 10, "{\"m\":[", "]}",
		"seed:2:23: files[0].customMetadata.m: must be at most 1000 values" },
	{ 2, 1024 * 1024 + 1, "{\"m\":[", "]}",
		"seed:2:24: files[0].customMetadata.m[0]: must be at most 1048576 bytes" },
};

START_TEST(there_are_no_more_values_than_a_file_can_have)
{
	const struct many_row *row = &many[_i];
	const char *text = with_values(row->count, row->bytes, row->open, row->close);
	const struct seed_document document = { .name = "seed", .text = text, .len = strlen(text) };
	struct seed seed;

	ck_assert_msg(seed_read(&scope, &document, &seed) == !row->msg, "%s", scope.err.msg);
	ck_assert_pstr_eq(scope.err.msg, row->msg);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("seed");
	TCase *cases = tcase_create("seed_refuse");

	tcase_add_checked_fixture(cases, open_scope, close_scope);
	tcase_add_loop_test(
		cases, a_refusal_names_the_place_and_the_reason, 0, (int)ARRAY_LEN(rows));
	tcase_add_loop_test(
		cases, there_are_no_more_values_than_a_file_can_have, 0, (int)ARRAY_LEN(many));
	tcase_add_test(cases, a_later_error_gets_its_place);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
