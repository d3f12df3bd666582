-- Roster's store in SQLite, schema version 3.

-- Kept people ------------------------------------------------------------------------------------

CREATE TABLE keeps (
  user INTEGER PRIMARY KEY REFERENCES users ON DELETE CASCADE,
  reason TEXT NOT NULL,
  until INTEGER,               -- the last day, since 1970-01-01; none: for ever
  by TEXT NOT NULL,
  at INTEGER NOT NULL          -- seconds since 1970-01-01 UTC
) STRICT;

-- Former ids -------------------------------------------------------------------------------------

-- Primary ids and identifiers that users had before, and have no longer.
CREATE TABLE former_ids (
  user INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
  key TEXT NOT NULL,           -- the id, folded as primary ids are
  id TEXT NOT NULL,            -- as it was written
  PRIMARY KEY (user, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX former_ids_by_key ON former_ids (key);

-- Absences ---------------------------------------------------------------------------------------

-- An entry for each time a user was counted absent, or was seen again: what a job counted can be
-- taken back.
ALTER TABLE absences RENAME TO absences_before;
CREATE TABLE absences (
  user INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
  profile TEXT NOT NULL,
  revision INTEGER NOT NULL,   -- the change that counted; their order
  job INTEGER NOT NULL,
  day INTEGER NOT NULL,        -- days since 1970-01-01
  times INTEGER NOT NULL,      -- how often; 0: the user was seen again
  taken_back_by INTEGER NOT NULL,  -- the job that took it back; 0: it counts
  PRIMARY KEY (user, profile, revision)
) STRICT, WITHOUT ROWID;
INSERT INTO absences SELECT user, profile, 0, 0, 0, feeds, 0 FROM absences_before;
DROP TABLE absences_before;

-- Jobs -------------------------------------------------------------------------------------------

-- The account that asked for each; '-': a schedule or an arrival.
ALTER TABLE jobs ADD COLUMN "by" TEXT NOT NULL DEFAULT '-';
CREATE INDEX jobs_by_name ON jobs (kind, name);
CREATE INDEX jobs_open ON jobs (status) WHERE status IN ('pending', 'running', 'held');
