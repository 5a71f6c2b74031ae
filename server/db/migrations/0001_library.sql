-- The media library. Times are milliseconds since 1970; ids that clients see are `public_id`.

CREATE TABLE account (
	id INTEGER PRIMARY KEY,
	imagekit_id TEXT NOT NULL UNIQUE,
	private_key TEXT NOT NULL UNIQUE,
	public_key TEXT UNIQUE
) STRICT;

-- Only folders store a path; files point at their folder. The root's path is '/'.
CREATE TABLE folder (
	id INTEGER PRIMARY KEY,
	account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
	public_id TEXT NOT NULL,
	parent_id INTEGER REFERENCES folder(id) ON DELETE CASCADE,
	name TEXT NOT NULL,
	path TEXT NOT NULL,
	created_at INTEGER NOT NULL,
	updated_at INTEGER NOT NULL,
	UNIQUE (account_id, path),
	UNIQUE (account_id, public_id)
) STRICT;

CREATE INDEX folder_parent ON folder (parent_id);

-- What stays the same over all versions. current_version_id has no REFERENCES because the two rows
-- name each other; ops write both in one transaction.
CREATE TABLE file (
	id INTEGER PRIMARY KEY,
	account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
	public_id TEXT NOT NULL,
	folder_id INTEGER NOT NULL REFERENCES folder(id) ON DELETE CASCADE,
	name TEXT NOT NULL,
	current_version_id INTEGER NOT NULL,
	next_version_no INTEGER NOT NULL,
	created_at INTEGER NOT NULL,
	UNIQUE (account_id, public_id),
	UNIQUE (folder_id, name)
) STRICT;

CREATE INDEX file_created ON file (account_id, created_at, public_id);

CREATE TABLE file_version (
	id INTEGER PRIMARY KEY,
	file_id INTEGER NOT NULL REFERENCES file(id) ON DELETE CASCADE,
	public_id TEXT NOT NULL,
	number INTEGER NOT NULL,
	delivery_key TEXT NOT NULL,
	blob TEXT NOT NULL,
	size INTEGER NOT NULL,
	mime TEXT NOT NULL,
	is_image INTEGER NOT NULL,
	width INTEGER NOT NULL,
	height INTEGER NOT NULL,
	orientation INTEGER NOT NULL,
	has_alpha INTEGER NOT NULL,
	x_resolution REAL NOT NULL,
	y_resolution REAL NOT NULL,
	custom_coordinates TEXT,
	description TEXT,
	is_private INTEGER NOT NULL,
	is_published INTEGER NOT NULL,
	created_at INTEGER NOT NULL,
	updated_at INTEGER NOT NULL,
	UNIQUE (file_id, number)
) STRICT;

CREATE INDEX file_version_blob ON file_version (blob);

CREATE TABLE tag (
	version_id INTEGER NOT NULL REFERENCES file_version(id) ON DELETE CASCADE,
	position INTEGER NOT NULL,
	name TEXT NOT NULL,
	PRIMARY KEY (version_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX tag_name ON tag (name, version_id);

-- Blobs that lost a row and may have lost their last one; emptied by the sweep. The trigger sees every
-- way in which a version can go, cascades included.
CREATE TABLE blob_garbage (blob TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TRIGGER file_version_gone AFTER DELETE ON file_version BEGIN
	INSERT OR IGNORE INTO blob_garbage (blob) VALUES (old.blob);
END;

-- Client-side upload tokens are good once, for ever, even when their request failed.
CREATE TABLE upload_token (
	account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
	token TEXT NOT NULL,
	used_at INTEGER NOT NULL,
	PRIMARY KEY (account_id, token)
) STRICT, WITHOUT ROWID;
