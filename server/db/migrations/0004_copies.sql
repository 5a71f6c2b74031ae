-- What copies of the library carry beside files, and what stands for remote URLs.

-- What the control plane held in memory when this copy was made; account 0: of all accounts. `kind` is
-- clock, faults or rateLimits, `json` what the calls of that name take.
CREATE TABLE control_state (
	account_id INTEGER NOT NULL,
	kind TEXT NOT NULL,
	json TEXT NOT NULL,
	PRIMARY KEY (account_id, kind)
) STRICT, WITHOUT ROWID;

-- What the server reads in place of a remote URL; for every account.
CREATE TABLE remote_file (
	url TEXT PRIMARY KEY,
	blob TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX remote_file_blob ON remote_file (blob);

CREATE TRIGGER remote_file_gone AFTER DELETE ON remote_file BEGIN
	INSERT OR IGNORE INTO blob_garbage (blob) VALUES (old.blob);
END;
