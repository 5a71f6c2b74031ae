-- How far a job on a large folder has come: it takes turns with other writers, and goes on here after a kill.
CREATE TABLE job_walk (
	job_id INTEGER PRIMARY KEY REFERENCES job(id) ON DELETE CASCADE,
	source_path TEXT NOT NULL,
	target_path TEXT NOT NULL,   -- of this walk: a job may need two
	max_folder INTEGER NOT NULL, -- what has a higher number came later and is not part of it
	max_file INTEGER NOT NULL,
	max_version INTEGER NOT NULL,
	at_path TEXT NOT NULL,       -- the folder that it is in …
	at_name TEXT NOT NULL,       -- … and the last file there that is done; '': none is
	is_walked INTEGER NOT NULL,  -- nothing is left to move but folders that may be empty now
	held_source INTEGER NOT NULL, -- the file whose versions take several turns; 0: none
	held_target TEXT,            -- public id of what it becomes
	held_base INTEGER NOT NULL,  -- versions that this one had before
	held_below INTEGER NOT NULL  -- the numbers below this one are still to be made
) STRICT;
