-- Background work and purges. Both are finished by the account's clock, not by the machine's.

CREATE TABLE job (
	id INTEGER PRIMARY KEY,
	account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
	public_id TEXT NOT NULL,
	type TEXT NOT NULL,          -- COPY_FOLDER, MOVE_FOLDER, RENAME_FOLDER
	source_path TEXT NOT NULL,
	target_path TEXT NOT NULL,   -- where the source folder itself ends up
	include_versions INTEGER NOT NULL,
	purge_request_id TEXT,
	purge_failed INTEGER NOT NULL,
	created_at INTEGER NOT NULL,
	due_at INTEGER NOT NULL,
	is_done INTEGER NOT NULL,
	UNIQUE (account_id, public_id)
) STRICT;

CREATE INDEX job_open ON job (is_done, due_at);

CREATE TABLE purge (
	id INTEGER PRIMARY KEY,
	account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
	public_id TEXT NOT NULL,
	url TEXT NOT NULL,
	created_at INTEGER NOT NULL,
	due_at INTEGER NOT NULL,
	UNIQUE (account_id, public_id)
) STRICT;

CREATE INDEX purge_created ON purge (account_id, created_at);
