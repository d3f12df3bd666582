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

-- Exports ----------------------------------------------------------------------------------------

-- Who changed since is asked after every load.
CREATE INDEX documents_by_revision ON documents (revision);

-- How far each export got.
CREATE TABLE exports (
  name TEXT PRIMARY KEY,
  revision INTEGER NOT NULL,   -- the last change that was handed on
  job INTEGER NOT NULL,
  settings TEXT NOT NULL,      -- what its files were made by
  removed_ids TEXT NOT NULL    -- the type of ids by which removals are noted; '' for none
) STRICT, WITHOUT ROWID;

-- Ids of removed users that are still to be handed on.
CREATE TABLE departures (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  export TEXT NOT NULL,
  id TEXT NOT NULL,
  user_group TEXT NOT NULL,
  record_type TEXT NOT NULL,
  profile TEXT NOT NULL,
  status TEXT NOT NULL
) STRICT;
CREATE INDEX departures_by_export ON departures (export, number);
