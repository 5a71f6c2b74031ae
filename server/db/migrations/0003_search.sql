-- What searches look at: words of tags, texts, custom metadata, and what the bytes say of themselves.

-- Tags are words of the account; a version's tags point at them. Words stay when nothing carries them.
CREATE TABLE tag_word (
	id INTEGER PRIMARY KEY,
	account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
	name TEXT NOT NULL,
	UNIQUE (account_id, name)
) STRICT;

DROP INDEX tag_name;
ALTER TABLE tag RENAME TO old_tag;

CREATE TABLE tag (
	version_id INTEGER NOT NULL REFERENCES file_version(id) ON DELETE CASCADE,
	position INTEGER NOT NULL,
	word_id INTEGER NOT NULL REFERENCES tag_word(id) ON DELETE CASCADE,
	PRIMARY KEY (version_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX tag_by_word ON tag (word_id, version_id);

INSERT INTO tag_word (account_id, name)
	SELECT DISTINCT f.account_id, t.name FROM old_tag t
	JOIN file_version v ON v.id = t.version_id JOIN file f ON f.id = v.file_id;

INSERT INTO tag (version_id, position, word_id)
	SELECT t.version_id, t.position, w.id FROM old_tag t
	JOIN file_version v ON v.id = t.version_id JOIN file f ON f.id = v.file_id
	JOIN tag_word w ON w.account_id = f.account_id AND w.name = t.name;

DROP TABLE old_tag;

CREATE INDEX file_name ON file (account_id, name);

-- Custom metadata. A deleted field keeps its row, because its name stays reserved.
CREATE TABLE field (
	id INTEGER PRIMARY KEY,
	account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
	public_id TEXT NOT NULL,
	name TEXT NOT NULL,
	label TEXT NOT NULL,
	type TEXT NOT NULL,          -- Text, Textarea, Number, Date, Boolean, SingleSelect, MultiSelect
	schema TEXT NOT NULL,        -- JSON, as it is answered
	is_deleted INTEGER NOT NULL,
	UNIQUE (account_id, name),
	UNIQUE (account_id, public_id)
) STRICT;

CREATE UNIQUE INDEX field_label ON field (account_id, label) WHERE is_deleted = 0;

-- One row a value; of a MultiSelect one row an option. `json`, on position 0 alone, is the whole value as
-- it was sent. `item` is what searches compare: a text as TEXT, a number as REAL, a date as INTEGER
-- milliseconds, a boolean as a BLOB of one byte; NULL for the empty list. SQLite orders numbers before
-- texts before blobs and never takes one kind for another.
CREATE TABLE field_value (
	id INTEGER PRIMARY KEY,
	version_id INTEGER NOT NULL REFERENCES file_version(id) ON DELETE CASCADE,
	field_id INTEGER NOT NULL REFERENCES field(id) ON DELETE CASCADE,
	position INTEGER NOT NULL,
	json TEXT,
	item ANY
) STRICT;

CREATE UNIQUE INDEX field_value_version ON field_value (version_id, field_id, position);
CREATE INDEX field_value_item ON field_value (field_id, item, version_id);

-- What bytes say of themselves, for blobs that say something. Copies and versions share it.
CREATE TABLE blob_facts (
	blob TEXT PRIMARY KEY,
	embedded TEXT,               -- JSON object: EXIF, IPTC and XMP under flat names
	taken_at INTEGER,            -- DateTimeOriginal, milliseconds
	latitude REAL,
	longitude REAL,
	bit_rate INTEGER,            -- bits a second
	duration REAL,               -- seconds
	audio_codec TEXT,
	video_codec TEXT
) STRICT;

CREATE INDEX blob_facts_taken ON blob_facts (taken_at) WHERE taken_at IS NOT NULL;
CREATE INDEX blob_facts_place ON blob_facts (latitude, longitude) WHERE latitude IS NOT NULL;

CREATE TABLE blob_keyword (
	blob TEXT NOT NULL REFERENCES blob_facts(blob) ON DELETE CASCADE,
	word TEXT NOT NULL,
	PRIMARY KEY (blob, word)
) STRICT, WITHOUT ROWID;

CREATE INDEX blob_keyword_word ON blob_keyword (word, blob);

DROP TRIGGER file_version_gone;

CREATE TRIGGER file_version_gone AFTER DELETE ON file_version BEGIN
	INSERT OR IGNORE INTO blob_garbage (blob) VALUES (old.blob);
	DELETE FROM blob_facts WHERE blob = old.blob
		AND NOT EXISTS (SELECT 1 FROM file_version WHERE blob = old.blob);
END;

-- Full text: words of names, of tags and of custom texts. The texts themselves stay where they are; the
-- index is told by triggers, which see every way in which a row can come and go.
CREATE VIRTUAL TABLE file_text USING fts5 (name, content = '', columnsize = 0,
	tokenize = 'unicode61 remove_diacritics 0');
CREATE VIRTUAL TABLE folder_text USING fts5 (name, content = '', columnsize = 0,
	tokenize = 'unicode61 remove_diacritics 0');
CREATE VIRTUAL TABLE tag_text USING fts5 (name, content = '', columnsize = 0,
	tokenize = 'unicode61 remove_diacritics 0');
CREATE VIRTUAL TABLE field_text USING fts5 (item, content = '', columnsize = 0,
	tokenize = 'unicode61 remove_diacritics 0');

INSERT INTO file_text (rowid, name) SELECT id, name FROM file;
INSERT INTO folder_text (rowid, name) SELECT id, name FROM folder;
INSERT INTO tag_text (rowid, name) SELECT id, name FROM tag_word;

CREATE TRIGGER file_text_insert AFTER INSERT ON file BEGIN
	INSERT INTO file_text (rowid, name) VALUES (new.id, new.name);
END;
CREATE TRIGGER file_text_delete AFTER DELETE ON file BEGIN
	INSERT INTO file_text (file_text, rowid, name) VALUES ('delete', old.id, old.name);
END;
CREATE TRIGGER file_text_update AFTER UPDATE OF name ON file BEGIN
	INSERT INTO file_text (file_text, rowid, name) VALUES ('delete', old.id, old.name);
	INSERT INTO file_text (rowid, name) VALUES (new.id, new.name);
END;

CREATE TRIGGER folder_text_insert AFTER INSERT ON folder BEGIN
	INSERT INTO folder_text (rowid, name) VALUES (new.id, new.name);
END;
CREATE TRIGGER folder_text_delete AFTER DELETE ON folder BEGIN
	INSERT INTO folder_text (folder_text, rowid, name) VALUES ('delete', old.id, old.name);
END;
CREATE TRIGGER folder_text_update AFTER UPDATE OF name ON folder BEGIN
	INSERT INTO folder_text (folder_text, rowid, name) VALUES ('delete', old.id, old.name);
	INSERT INTO folder_text (rowid, name) VALUES (new.id, new.name);
END;

CREATE TRIGGER tag_text_insert AFTER INSERT ON tag_word BEGIN
	INSERT INTO tag_text (rowid, name) VALUES (new.id, new.name);
END;
CREATE TRIGGER tag_text_delete AFTER DELETE ON tag_word BEGIN
	INSERT INTO tag_text (tag_text, rowid, name) VALUES ('delete', old.id, old.name);
END;

CREATE TRIGGER field_text_insert AFTER INSERT ON field_value WHEN typeof(new.item) = 'text' BEGIN
	INSERT INTO field_text (rowid, item) VALUES (new.id, new.item);
END;
CREATE TRIGGER field_text_delete AFTER DELETE ON field_value WHEN typeof(old.item) = 'text' BEGIN
	INSERT INTO field_text (field_text, rowid, item) VALUES ('delete', old.id, old.item);
END;
