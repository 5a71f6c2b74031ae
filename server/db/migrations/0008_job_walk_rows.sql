-- SQLite gives numbers of rows that are gone again. The rows that a walk's limits name are there, so that whatever comes
-- later has a higher number than they.
CREATE TRIGGER folder_gone_for_walks AFTER DELETE ON folder BEGIN
	UPDATE job_walk SET max_folder = (SELECT coalesce(max(id), 0) FROM folder WHERE id < old.id)
		WHERE max_folder = old.id;
END;
CREATE TRIGGER file_gone_for_walks AFTER DELETE ON file BEGIN
	UPDATE job_walk SET max_file = (SELECT coalesce(max(id), 0) FROM file WHERE id < old.id)
		WHERE max_file = old.id;
END;
CREATE TRIGGER file_version_gone_for_walks AFTER DELETE ON file_version BEGIN
	UPDATE job_walk SET max_version =
		(SELECT coalesce(max(id), 0) FROM file_version WHERE id < old.id)
		WHERE max_version = old.id;
END;

-- The held file is known by its id, and what is left of it by the numbers that its versions have, which nobody else
-- gets when one of them is deleted.
ALTER TABLE job_walk ADD COLUMN held_file TEXT;                         -- public id; NULL: none
ALTER TABLE job_walk ADD COLUMN held_from INTEGER NOT NULL DEFAULT 0;   -- versions below are still to be copied …
ALTER TABLE job_walk ADD COLUMN held_current INTEGER NOT NULL DEFAULT 0; -- … but for this one, which was the first

UPDATE job_walk SET (held_file, held_current, held_from) = (f.public_id, c.number, coalesce(
	(SELECT number FROM (SELECT v.number, row_number() OVER (ORDER BY v.number) AS n
		FROM file_version v WHERE v.file_id = f.id AND v.id <> c.id)
	WHERE n = held_below - held_base), f.next_version_no))
	FROM file f JOIN file_version c ON c.id = f.current_version_id WHERE f.id = held_source;

ALTER TABLE job_walk DROP COLUMN held_source;
