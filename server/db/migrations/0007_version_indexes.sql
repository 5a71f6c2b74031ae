-- Versions by size and by change, for searches and sorts. Names of blobs are random, so that each new row goes to
-- another page of their index: it holds the beginning of the name, which is as good as unique, and is a quarter as
-- large. Whoever looks for a blob asks for the beginning and for the whole name.
DROP INDEX file_version_blob;
CREATE INDEX file_version_blob ON file_version (substr(blob, 1, 12));
CREATE INDEX file_version_size ON file_version (size);
CREATE INDEX file_version_updated ON file_version (updated_at);

DROP TRIGGER file_version_gone;

CREATE TRIGGER file_version_gone AFTER DELETE ON file_version BEGIN
	INSERT OR IGNORE INTO blob_garbage (blob) VALUES (old.blob);
	DELETE FROM blob_facts WHERE blob = old.blob
		AND NOT EXISTS (SELECT 1 FROM file_version
			WHERE substr(blob, 1, 12) = substr(old.blob, 1, 12) AND blob = old.blob);
END;
