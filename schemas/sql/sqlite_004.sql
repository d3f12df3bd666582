-- Roster's store in SQLite, schema version 4.

-- Jobs -------------------------------------------------------------------------------------------

ALTER TABLE jobs ADD COLUMN took INTEGER;  -- milliseconds, as measured; none: nobody measured

-- Lists ------------------------------------------------------------------------------------------

-- What users are listed by, folded as primary ids are. Every user has a row when the setting
-- `names` is there, else nobody has.
CREATE TABLE names (
  user INTEGER PRIMARY KEY REFERENCES users ON DELETE CASCADE,
  last TEXT NOT NULL,
  first TEXT NOT NULL,
  id TEXT NOT NULL
) STRICT;
CREATE INDEX names_by_last ON names (last, first, id);
CREATE INDEX names_by_first ON names (first, last, id);
