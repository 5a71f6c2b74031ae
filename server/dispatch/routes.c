/* data table: method, pattern, handler, flags, operation, what of it is not there yet, and its parameters. */
#include "dispatch/routes.h"

#include "api/bulk_api.h"
#include "api/field_api.h"
#include "api/file_api.h"
#include "api/folder_api.h"
#include "api/list_api.h"
#include "api/metadata_api.h"
#include "api/purge_api.h"
#include "api/transfer_api.h"
#include "api/upload_api.h"
#include "api/version_api.h"
#include "call/answer.h"
#include "control_api/account_settings_api.h"
#include "control_api/checkpoint_api.h"
#include "control_api/clock_api.h"
#include "control_api/control_api.h"
#include "control_api/fault_api.h"
#include "control_api/journal_api.h"
#include "control_api/metrics_api.h"
#include "control_api/rate_api.h"
#include "control_api/seed_api.h"

#define UPLOAD_PARTIAL "the parameters transformation and extensions answer 501"

#define MISSING(method, pattern, operation)                                       \
	{                                                                         \
		method, pattern, answer_not_implemented, 0, operation, NULL, NULL \
	}

/* clang-format off */
const struct route routes_api[] = {
	{ "POST", "/api/v1/files/upload", upload_api_v1, ROUTE_PUBLIC, "files.upload", UPLOAD_PARTIAL, NULL },
	{ "POST", "/v1/files/upload", upload_api_v1, ROUTE_PUBLIC, "files.upload", UPLOAD_PARTIAL, NULL },
	{ "POST", "/api/v2/files/upload", upload_api_v2, ROUTE_PUBLIC, "beta.v2.files.upload", UPLOAD_PARTIAL, NULL },

	{ "GET", "/v1/files", list_api_get, 0, "assets.list", NULL, NULL },
	{ "GET", "/v1/files/{fileId}/details", file_api_get, 0, "files.get", NULL, NULL },
	{ "DELETE", "/v1/files/{fileId}", file_api_delete, 0, "files.delete", NULL, NULL },

	{ "PATCH", "/v1/files/{fileId}/details", file_api_update, 0, "files.update",
		"extensions answer 501", NULL },
	{ "POST", "/v1/files/copy", transfer_api_copy, 0, "files.copy", NULL, NULL },
	{ "POST", "/v1/files/move", transfer_api_move, 0, "files.move", NULL, NULL },
	{ "PUT", "/v1/files/move", transfer_api_move, 0, "files.move", NULL, NULL },
	{ "PUT", "/v1/files/rename", transfer_api_rename, 0, "files.rename", NULL, NULL },
	{ "POST", "/v1/files/batch/deleteByFileIds", bulk_api_delete, 0, "files.bulk.delete", NULL, NULL },
	{ "POST", "/v1/files/addTags", bulk_api_add_tags, 0, "files.bulk.addTags", NULL, NULL },
	{ "POST", "/v1/files/removeTags", bulk_api_remove_tags, 0, "files.bulk.removeTags", NULL, NULL },
	{ "POST", "/v1/files/removeAITags", bulk_api_remove_ai_tags, 0, "files.bulk.removeAITags",
		"files have no AI tags as long as there are no extensions", NULL },
	{ "GET", "/v1/files/{fileId}/versions", version_api_list, 0, "files.versions.list", NULL, NULL },
	{ "GET", "/v1/files/{fileId}/versions/{versionId}", version_api_get, 0, "files.versions.get", NULL, NULL },
	{ "DELETE", "/v1/files/{fileId}/versions/{versionId}", version_api_delete, 0, "files.versions.delete", NULL, NULL },
	{ "PUT", "/v1/files/{fileId}/versions/{versionId}/restore", version_api_restore, 0, "files.versions.restore", NULL, NULL },
	{ "GET", "/v1/files/{fileId}/metadata", metadata_api_get, 0, "files.metadata.get", NULL, NULL },
	{ "GET", "/v1/metadata", metadata_api_get_from_url, 0, "files.metadata.getFromURL",
		"URLs with a transformation answer 501", NULL },
	{ "POST", "/v1/files/purge", purge_api_create, ROUTE_PURGES, "cache.invalidation.create", NULL, NULL },
	{ "GET", "/v1/files/purge/{requestId}", purge_api_status, 0, "cache.invalidation.get", NULL, NULL },

	{ "POST", "/v1/folder", folder_api_create, 0, "folders.create", NULL, NULL },
	{ "DELETE", "/v1/folder", folder_api_delete, 0, "folders.delete", NULL, NULL },
	{ "POST", "/v1/bulkJobs/copyFolder", folder_api_copy, 0, "folders.copy", NULL, NULL },
	{ "POST", "/v1/bulkJobs/moveFolder", folder_api_move, 0, "folders.move", NULL, NULL },
	{ "PUT", "/v1/bulkJobs/moveFolder", folder_api_move, 0, "folders.move", NULL, NULL },
	{ "POST", "/v1/bulkJobs/renameFolder", folder_api_rename, 0, "folders.rename", NULL, NULL },
	{ "GET", "/v1/bulkJobs/{jobId}", folder_api_job, 0, "folders.job.get", NULL, NULL },

	{ "POST", "/v1/customMetadataFields", field_api_create, 0, "customMetadataFields.create", NULL, NULL },
	{ "GET", "/v1/customMetadataFields", field_api_list, 0, "customMetadataFields.list", NULL, NULL },
	{ "PATCH", "/v1/customMetadataFields/{id}", field_api_update, 0, "customMetadataFields.update", NULL, NULL },
	{ "PATCH", "/v1/customMetadataFields", field_api_update, 0, "customMetadataFields.update", NULL, NULL },
	{ "DELETE", "/v1/customMetadataFields/{id}", field_api_delete, 0, "customMetadataFields.delete", NULL, NULL },
	{ "DELETE", "/v1/customMetadataFields", field_api_delete, 0, "customMetadataFields.delete", NULL, NULL },

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
	MISSING("GET", "/v1/accounts/webhooks", "accounts.webhooks.list"),
	MISSING("POST", "/v1/accounts/webhooks", "accounts.webhooks.create"),
	MISSING("GET", "/v1/accounts/webhooks/{id}", "accounts.webhooks.get"),
	MISSING("PATCH", "/v1/accounts/webhooks/{id}", "accounts.webhooks.update"),
	MISSING("DELETE", "/v1/accounts/webhooks/{id}", "accounts.webhooks.delete"),
	MISSING("GET", "/v1/accounts/usage", "accounts.usage.get"),
	MISSING("GET", "/v1/accounts/usage-analytics", "accounts.usageAnalytics.get"),
};

const struct route routes_control[] = {
	{ "GET", "/_emulator/livez", control_api_livez, 0, "livez", NULL, "" },
	{ "GET", "/_emulator/readyz", control_api_readyz, 0, "readyz", NULL, "" },
	{ "GET", "/_emulator/info", control_api_info, 0, "info", NULL, "" },
	{ "POST", "/_emulator/reset", control_api_reset, 0, "reset", NULL, "account keep" },
	{ "GET", "/_emulator/seed", seed_api_get, 0, "seed.get", NULL, "account content" },
	{ "PUT", "/_emulator/seed", seed_api_put, 0, "seed.put", NULL, "account" },
	{ "GET", "/_emulator/clock", clock_api_get, 0, "clock.get", NULL, "account" },
	{ "PUT", "/_emulator/clock", clock_api_put, 0, "clock.set", NULL, "account" },
	{ "POST", "/_emulator/clock/advance", clock_api_advance, 0, "clock.advance", NULL, "account" },
	{ "GET", "/_emulator/account-settings", account_settings_api_get, 0, "accountSettings.get", NULL, "account" },
	{ "PUT", "/_emulator/account-settings", account_settings_api_put, 0, "accountSettings.set", NULL, "account" },
	{ "GET", "/_emulator/rate-limits", rate_api_get, 0, "rateLimits.get", NULL, "account" },
	{ "PUT", "/_emulator/rate-limits", rate_api_put, 0, "rateLimits.set", NULL, "account" },
	{ "DELETE", "/_emulator/rate-limits", rate_api_delete, 0, "rateLimits.reset", NULL, "account" },
	{ "GET", "/_emulator/faults", fault_api_get, 0, "faults.get", NULL, "account" },
	{ "GET", "/_emulator/faults/{id}", fault_api_get_one, 0, "faults.report", NULL, "account" },
	{ "PUT", "/_emulator/faults", fault_api_put, 0, "faults.set", NULL, "account" },
	{ "POST", "/_emulator/faults", fault_api_post, 0, "faults.add", NULL, "account" },
	{ "DELETE", "/_emulator/faults", fault_api_delete, 0, "faults.clear", NULL, "account" },
	{ "GET", "/_emulator/checkpoints", checkpoint_api_list, 0, "checkpoints.list", NULL, "" },
	{ "POST", "/_emulator/checkpoints", checkpoint_api_create, 0, "checkpoints.save", NULL, "" },
	{ "GET", "/_emulator/checkpoints/{name}", checkpoint_api_get, 0, "checkpoints.get", NULL, "" },
	{ "PUT", "/_emulator/checkpoints/{name}", checkpoint_api_put, 0, "checkpoints.save", NULL, "" },
	{ "DELETE", "/_emulator/checkpoints/{name}", checkpoint_api_delete, 0, "checkpoints.delete", NULL, "" },
	{ "POST", "/_emulator/checkpoints/{name}/restore", checkpoint_api_restore, 0, "checkpoints.restore", NULL, "" },
	{ "GET", "/_emulator/checkpoints/{name}/archive", checkpoint_api_export, 0, "checkpoints.export", NULL, "" },
	{ "PUT", "/_emulator/checkpoints/{name}/archive", checkpoint_api_import, 0, "checkpoints.import", NULL, "" },
	{ "GET", "/_emulator/metrics", metrics_api_get, 0, "metrics", NULL, "" },
	{ "GET", "/_emulator/journal", journal_api_get, 0, "journal.get", NULL,
		"account operation method status path since request limit format" },
	{ "DELETE", "/_emulator/journal", journal_api_delete, 0, "journal.delete", NULL,
		"account operation method status path since request" },
	{ "GET", "/_emulator/journal/wait", journal_api_wait, 0, "journal.wait", NULL,
		"account operation method status path since request count timeout" },
};
/* clang-format on */

const size_t routes_api_count = ARRAY_LEN(routes_api);
const size_t routes_control_count = ARRAY_LEN(routes_control);
