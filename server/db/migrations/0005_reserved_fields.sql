-- Fields may say what they are for; some are the service's own.
ALTER TABLE field ADD COLUMN description TEXT;
ALTER TABLE field ADD COLUMN is_reserved INTEGER NOT NULL DEFAULT 0;
