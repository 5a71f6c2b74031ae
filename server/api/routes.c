/* data table: method, pattern, handler, flags, operation, and what of it is not there yet. */
#include "api/routes.h"

#include "api/answer.h"
#include "api/handlers.h"

#define UPLOAD_PARTIAL                                                                            \
	"the parameters transformation, extensions, customMetadata and checks and the response "  \
	"field "                                                                                  \
	"metadata answer 501; embeddedMetadata holds derived keys only, nothing from EXIF, IPTC " \
	"or "                                                                                     \
	"XMP; videos have no width, height, duration or codecs"

#define MISSING(method, pattern, operation)                                 \
	{                                                                   \
		method, pattern, answer_not_implemented, 0, operation, NULL \
	}

/* clang-format off */
const struct route routes_api[] = {
	{ "POST", "/api/v1/files/upload", upload_api_v1, ROUTE_PUBLIC, "files.upload", UPLOAD_PARTIAL },
	{ "POST", "/api/v2/files/upload", upload_api_v2, ROUTE_PUBLIC, "beta.v2.files.upload", UPLOAD_PARTIAL },

	{ "GET", "/v1/files", list_api_get, 0, "assets.list", "the parameter searchQuery answers 501" },
	{ "GET", "/v1/files/{fileId}/details", file_api_get, 0, "files.get",
		"embeddedMetadata holds derived keys only; videos have no width, height, duration or codecs" },
	{ "DELETE", "/v1/files/{fileId}", file_api_delete, 0, "files.delete", NULL },

	MISSING("PATCH", "/v1/files/{fileId}/details", "files.update"),
	MISSING("POST", "/v1/files/copy", "files.copy"),
	MISSING("POST", "/v1/files/move", "files.move"),
	MISSING("PUT", "/v1/files/move", "files.move"),
	MISSING("PUT", "/v1/files/rename", "files.rename"),
	MISSING("POST", "/v1/files/batch/deleteByFileIds", "files.bulk.delete"),
	MISSING("POST", "/v1/files/addTags", "files.bulk.addTags"),
	MISSING("POST", "/v1/files/removeTags", "files.bulk.removeTags"),
	MISSING("POST", "/v1/files/removeAITags", "files.bulk.removeAITags"),
	MISSING("GET", "/v1/files/{fileId}/versions", "files.versions.list"),
	MISSING("GET", "/v1/files/{fileId}/versions/{versionId}", "files.versions.get"),
	MISSING("DELETE", "/v1/files/{fileId}/versions/{versionId}", "files.versions.delete"),
	MISSING("PUT", "/v1/files/{fileId}/versions/{versionId}/restore", "files.versions.restore"),
	MISSING("GET", "/v1/files/{fileId}/metadata", "files.metadata.get"),
	MISSING("GET", "/v1/metadata", "files.metadata.getFromURL"),
	MISSING("POST", "/v1/files/purge", "cache.invalidation.create"),
	MISSING("GET", "/v1/files/purge/{requestId}", "cache.invalidation.get"),

	MISSING("POST", "/v1/folder", "folders.create"),
	MISSING("DELETE", "/v1/folder", "folders.delete"),
	MISSING("POST", "/v1/bulkJobs/copyFolder", "folders.copy"),
	MISSING("POST", "/v1/bulkJobs/moveFolder", "folders.move"),
	MISSING("PUT", "/v1/bulkJobs/moveFolder", "folders.move"),
	MISSING("POST", "/v1/bulkJobs/renameFolder", "folders.rename"),
	MISSING("GET", "/v1/bulkJobs/{jobId}", "folders.job.get"),

	MISSING("POST", "/v1/customMetadataFields", "customMetadataFields.create"),
	MISSING("GET", "/v1/customMetadataFields", "customMetadataFields.list"),
	MISSING("PATCH", "/v1/customMetadataFields/{id}", "customMetadataFields.update"),
	MISSING("DELETE", "/v1/customMetadataFields/{id}", "customMetadataFields.delete"),

	MISSING("GET", "/v1/saved-extensions", "savedExtensions.list"),
	MISSING("POST", "/v1/saved-extensions", "savedExtensions.create"),
	MISSING("GET", "/v1/saved-extensions/{id}", "savedExtensions.get"),
	MISSING("PATCH", "/v1/saved-extensions/{id}", "savedExtensions.update"),
	MISSING("DELETE", "/v1/saved-extensions/{id}", "savedExtensions.delete"),
	MISSING("GET", "/v1/named-transformations", "namedTransformations.list"),
	MISSING("POST", "/v1/named-transformations", "namedTransformations.create"),
	MISSING("GET", "/v1/named-transformations/{id}", "namedTransformations.get"),
	MISSING("PATCH", "/v1/named-transformations/{id}", "namedTransformations.update"),
	MISSING("DELETE", "/v1/named-transformations/{id}", "namedTransformations.delete"),
	MISSING("GET", "/v1/accounts/origins", "accounts.origins.list"),
	MISSING("POST", "/v1/accounts/origins", "accounts.origins.create"),
	MISSING("GET", "/v1/accounts/origins/{id}", "accounts.origins.get"),
	MISSING("PUT", "/v1/accounts/origins/{id}", "accounts.origins.update"),
	MISSING("DELETE", "/v1/accounts/origins/{id}", "accounts.origins.delete"),
	MISSING("GET", "/v1/accounts/url-endpoints", "accounts.urlEndpoints.list"),
	MISSING("POST", "/v1/accounts/url-endpoints", "accounts.urlEndpoints.create"),
	MISSING("GET", "/v1/accounts/url-endpoints/{id}", "accounts.urlEndpoints.get"),
	MISSING("PUT", "/v1/accounts/url-endpoints/{id}", "accounts.urlEndpoints.update"),
	MISSING("DELETE", "/v1/accounts/url-endpoints/{id}", "accounts.urlEndpoints.delete"),
	MISSING("GET", "/v1/accounts/usage", "accounts.usage.get"),
	MISSING("GET", "/v1/accounts/usage-analytics", "accounts.usageAnalytics.get"),
};

const struct route routes_control[] = {
	{ "GET", "/_emulator/livez", control_api_livez, 0, "livez", NULL },
	{ "GET", "/_emulator/readyz", control_api_readyz, 0, "readyz", NULL },
	{ "GET", "/_emulator/info", control_api_info, 0, "info", NULL },
	{ "POST", "/_emulator/reset", control_api_reset, 0, "reset", NULL },
	{ "GET", "/_emulator/clock", control_api_get_clock, 0, "clock.get", NULL },
	{ "PUT", "/_emulator/clock", control_api_put_clock, 0, "clock.set", NULL },
	{ "POST", "/_emulator/clock/advance", control_api_advance_clock, 0, "clock.advance", NULL },
};
/* clang-format on */

const size_t routes_api_count = ARRAY_LEN(routes_api);
const size_t routes_control_count = ARRAY_LEN(routes_control);
