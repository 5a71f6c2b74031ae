/*
 * data table: the documented kinds of queries (REST API: list and search assets, "searchQuery"): how each
 * is parsed, and what it comes to at SEARCH_EXAMPLES_NOW in an account with search_examples_fields.
 */
#ifndef TESTS_SEARCH_EXAMPLES_H
#define TESTS_SEARCH_EXAMPLES_H

#include "model/field.h"

#define SEARCH_EXAMPLES_NOW INT64_C(1711888496789) /* 2024-03-31T12:34:56.789Z */

static const struct field search_examples_fields[] = {
	{ .row = 1, .name = "category", .type = FIELD_TEXT },
	{ .row = 2, .name = "brand", .type = FIELD_TEXT },
	{ .row = 3, .name = "sku", .type = FIELD_TEXT },
	{ .row = 4, .name = "description", .type = FIELD_TEXTAREA },
	{ .row = 5, .name = "price", .type = FIELD_NUMBER },
	{ .row = 6, .name = "purchaseDate", .type = FIELD_DATE },
	{ .row = 7, .name = "active", .type = FIELD_BOOLEAN },
	{ .row = 8, .name = "rating", .type = FIELD_SINGLE_SELECT },
	{ .row = 9, .name = "tuple", .type = FIELD_MULTI_SELECT },
	{ .row = 10, .name = "status", .type = FIELD_SINGLE_SELECT },
};

struct search_example {
	const char *query;
	const char *parsed; /* NULL: the query is its own printed form */
	const char *checked;
};

/* clang-format off */
static const struct search_example search_examples[] = {
	{ "name = \"red-dress.jpg\"", NULL, "NAME = \"red-dress.jpg\"" },
	{ "name : \"red-dress\"", NULL, "NAME : \"red-dress\"" },
	{ "name: \"product-\" AND tags IN [\"featured\"]",
		"name : \"product-\" AND tags IN [\"featured\"]",
		"AND[NAME : \"product-\"; TAGS IN \"featured\"]" },
	{ "name HAS \"red dress\"", NULL, "NAME HAS \"red dress\" {red dress}" },
	{ "name IN [\"a.jpg\",\"b.jpg\"]", "name IN [\"a.jpg\", \"b.jpg\"]", "NAME IN \"a.jpg\", \"b.jpg\"" },
	{ "name NOT = \"a.jpg\"", NULL, "NAME NOT = \"a.jpg\"" },
	{ "name NOT IN [\"a.jpg\",\"b.jpg\"]", "name NOT IN [\"a.jpg\", \"b.jpg\"]",
		"NAME NOT IN \"a.jpg\", \"b.jpg\"" },
	{ "type = \"file\"", NULL, "TYPE = FILE" },
	{ "type = \"folder\"", NULL, "TYPE = FOLDER" },
	{ "type = \"file-version\"", NULL, "TYPE = VERSION" },
	{ "type IN [\"file\",\"folder\"]", "type IN [\"file\", \"folder\"]", "TYPE IN FILE, FOLDER" },
	{ "type NOT = \"folder\"", NULL, "TYPE NOT = FOLDER" },
	{ "id = \"64fb1c2d8a7b4c1234567890\"", NULL, "ID = \"64fb1c2d8a7b4c1234567890\"" },
	{ "id IN [\"64fb1c2d8a7b4c1234567890\",\"64fb1c2d8a7b4c1234567891\"]",
		"id IN [\"64fb1c2d8a7b4c1234567890\", \"64fb1c2d8a7b4c1234567891\"]",
		"ID IN \"64fb1c2d8a7b4c1234567890\", \"64fb1c2d8a7b4c1234567891\"" },
	{ "tags IN [\"sale\",\"summer\"]", "tags IN [\"sale\", \"summer\"]", "TAGS IN \"sale\", \"summer\"" },
	{ "tags NOT IN [\"draft\"]", NULL, "TAGS NOT IN \"draft\"" },
	{ "tags HAS \"sale\"", NULL, "TAGS HAS \"sale\" {sale}" },
	{ "tags EXISTS", NULL, "TAGS EXISTS" },
	{ "tags NOT EXISTS", NULL, "TAGS NOT EXISTS" },
	{ "createdAt > \"7d\"", NULL, "CREATED_AT > 1711283696789" },
	{ "createdAt < 2d", NULL, "CREATED_AT < 1711715696789" },
	{ "createdAt < 2020-01-01", NULL, "CREATED_AT < 1577836800000" },
	{ "createdAt >= \"2020-01-01T12:12:12\"", NULL, "CREATED_AT >= 1577880732000" },
	{ "updatedAt > \"2024-06-01\"", NULL, "UPDATED_AT > 1717200000000" },
	{ "updatedAt < 2m", NULL, "UPDATED_AT < 1706704496789" },
	{ "size > 1024", NULL, "SIZE > 1024" },
	{ "size <= \"1mb\"", NULL, "SIZE <= 1048576" },
	{ "size > \"1mb\" AND size < \"10mb\"", NULL, "AND[SIZE > 1048576; SIZE < 10485760]" },
	{ "width > 500 AND height > 500", NULL, "AND[WIDTH > 500; HEIGHT > 500]" },
	{ "width IN [100, 200]", NULL, "WIDTH IN 100, 200" },
	{ "height NOT = 400", NULL, "HEIGHT NOT = 400" },
	{ "format = \"png\"", NULL, "FORMAT = \"png\"" },
	{ "format IN [\"jpg\",\"webp\"]", "format IN [\"jpg\", \"webp\"]", "FORMAT IN \"jpg\", \"webp\"" },
	{ "private = true", NULL, "PRIVATE = true" },
	{ "published = false", NULL, "PUBLISHED = false" },
	{ "transparency = true", NULL, "TRANSPARENCY = true" },
	{ "createdBy = \"a@example.com\"", NULL, "CREATED_BY = \"a@example.com\"" },
	{ "path = \"/sales-banner/\"", NULL, "PATH = \"/sales-banner\"" },
	{ "path : \"/sales-banner/\"", NULL, "PATH : \"/sales-banner\"" },
	{ "path IN [\"/banners/\",\"/ads/\"]", "path IN [\"/banners/\", \"/ads/\"]",
		"PATH IN \"/banners\", \"/ads\"" },
	{ "path NOT = \"/archive/\"", NULL, "PATH NOT = \"/archive\"" },
	{ "format = \"png\" AND path : \"/sales/\"", NULL, "AND[FORMAT = \"png\"; PATH : \"/sales\"]" },
	{ "\"customMetadata.category\" = \"clothing\"", NULL, "category = \"clothing\"" },
	{ "\"customMetadata.brand\" : \"Ni\"", NULL, "brand : \"Ni\"" },
	{ "\"customMetadata.sku\" IN [\"A1\",\"A2\"]", "\"customMetadata.sku\" IN [\"A1\", \"A2\"]",
		"sku IN \"A1\", \"A2\"" },
	{ "\"customMetadata.description\" HAS \"luxury\"", NULL, "description HAS \"luxury\" {luxury}" },
	{ "\"customMetadata.price\" >= 100.5", NULL, "price >= 100.5" },
	{ "\"customMetadata.purchaseDate\" > \"2020-01-01\"", NULL, "purchaseDate > 1577836800000" },
	{ "\"customMetadata.active\" = true", NULL, "active = true" },
	{ "\"customMetadata.rating\" > 4.3", NULL, "rating > 4.3" },
	{ "\"customMetadata.tuple\" IN [\"luxury\", 500, true]", NULL, "tuple IN \"luxury\", 500, true" },
	{ "\"customMetadata.status\" NOT EXISTS", NULL, "status NOT EXISTS" },
	{ "\"embeddedMetadata.Keywords\" IN [\"black\"]", NULL, "KEYWORDS IN \"black\"" },
	{ "\"embeddedMetadata.DateTimeOriginal\" > \"1y\"", NULL, "TAKEN_AT > 1680266096789" },
	{ "\"embeddedMetadata.LocationTaken\" = \"40,100 5km\"", NULL, "PLACE = (40 100) 5km" },
	{ "\"embeddedMetadata.LocationTaken\" = \"40,100|50,105\"", NULL, "PLACE = (40 100) (50 105)" },
	{ "(size < \"1mb\" AND width > 500) OR (tags IN [\"summer-sale\",\"banner\"])",
		"size < \"1mb\" AND width > 500 OR tags IN [\"summer-sale\", \"banner\"]",
		"OR[AND[SIZE < 1048576; WIDTH > 500]; TAGS IN \"summer-sale\", \"banner\"]" },
	{ "published = false AND updatedAt > \"7d\" AND (\"customMetadata.status\" = \"pending\" OR "
	  "\"customMetadata.status\" NOT EXISTS)", NULL,
		"AND[PUBLISHED = false; UPDATED_AT > 1711283696789; OR[status = \"pending\"; status NOT EXISTS]]" },
	{ "type = \"file\" AND name = \"x.jpg\"", NULL, "AND[TYPE = FILE; NAME = \"x.jpg\"]" },
};
/* clang-format on */

#endif
