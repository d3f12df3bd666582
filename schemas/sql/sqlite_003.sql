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

-- Settings ----------------------------------------------------------------------------------------

-- What was decided when the store was made: identifier_case (sensitive | insensitive). In an
-- insensitive store identifiers.value is folded as primary ids are.
CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Damaged rows ------------------------------------------------------------------------------------

-- Users whose document may be unreadable: their digests count for nothing until it was looked at.
CREATE TABLE suspects (
  user INTEGER PRIMARY KEY REFERENCES users ON DELETE CASCADE
) STRICT;
-- Roster itself gives a document another revision whenever it writes it.
CREATE TRIGGER documents_written_past_roster AFTER UPDATE OF document ON documents
  WHEN new.revision = old.revision
BEGIN
  INSERT INTO suspects VALUES (new.user) ON CONFLICT DO NOTHING;
END;

-- Field counts ------------------------------------------------------------------------------------

-- How many of a profile's users have a field.
CREATE TABLE field_counts (
  profile TEXT NOT NULL,
  tag INTEGER NOT NULL,        -- the member's, in the document
  users INTEGER NOT NULL,
  PRIMARY KEY (profile, tag)
) STRICT, WITHOUT ROWID;

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
  times INTEGER NOT NULL,      -- how often; -1: the user was seen again
  taken_back_by INTEGER NOT NULL,  -- the job that took it back; 0: it counts
  marked INTEGER NOT NULL,     -- 1: the absence policy was applied; 2: nobody knows
  PRIMARY KEY (user, profile, revision)
) STRICT, WITHOUT ROWID;
INSERT INTO absences SELECT user, profile, 0, 0, 0, feeds, 0, 2 FROM absences_before;
DROP TABLE absences_before;

-- Records of a profile's last full feed that did not say whom they were about: digests of their
-- bytes.
CREATE TABLE nameless_records (
  profile TEXT NOT NULL,
  low INTEGER NOT NULL,
  high INTEGER NOT NULL,
  PRIMARY KEY (profile, low, high)
) STRICT, WITHOUT ROWID;

-- Jobs -------------------------------------------------------------------------------------------

-- The account that asked for each; '-': a schedule or an arrival.
ALTER TABLE jobs ADD COLUMN "by" TEXT NOT NULL DEFAULT '-';
CREATE INDEX jobs_by_name ON jobs (kind, name);
CREATE INDEX jobs_open ON jobs (status) WHERE status IN ('pending', 'running', 'held');
-- 1: something is left to do, to run the job or what follows its commit. Of the jobs of earlier
-- versions the last ones may have been cut off after their commit.
ALTER TABLE jobs ADD COLUMN open INTEGER NOT NULL DEFAULT 0;
UPDATE jobs SET open = 1 WHERE status IN ('pending', 'running')
  OR (status <> 'held' AND number > (SELECT max(number) FROM jobs) - 200);
CREATE INDEX jobs_left_open ON jobs (number) WHERE open = 1;

-- The people a held job was shown with; for as long as it is open.
CREATE TABLE listed (
  job INTEGER NOT NULL,
  user INTEGER NOT NULL,
  PRIMARY KEY (job, user)
) STRICT, WITHOUT ROWID;

-- Whom each load's feed had: ascending ranges of users, as varints: the way from the last one's end
-- to the first user, and from there to the last.
CREATE TABLE seen (
  job INTEGER PRIMARY KEY,
  users BLOB NOT NULL
) STRICT;

-- The erasure ledger -----------------------------------------------------------------------------

-- One entry a person: the hashes of all ids, 32 bytes each, the primary id's first. (Entries of
-- version 2 have one.)
ALTER TABLE erasures RENAME COLUMN hash TO hashes;
DROP INDEX erasures_by_hash;

-- The entries of each hash, by its first 8 bytes.
CREATE TABLE erased_ids (
  key BLOB NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (key, number)
) STRICT, WITHOUT ROWID;
INSERT INTO erased_ids SELECT substr(hashes, 1, 8), number FROM erasures ORDER BY 1, 2;

-- The last entry's number, and the proof of it; one row.
CREATE TABLE ledger_end (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  number INTEGER NOT NULL,
  proof BLOB NOT NULL
) STRICT;

-- Ids of removed users that are still to be taken out of the reports.
CREATE TABLE to_scrub (
  id TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- Keys -------------------------------------------------------------------------------------------

-- Of the HTTP API.
CREATE TABLE api_keys (
  name TEXT PRIMARY KEY,
  digest BLOB NOT NULL UNIQUE, -- SHA-256 of the key
  may_write INTEGER NOT NULL,
  expires INTEGER,             -- the last day, since 1970-01-01; none: never
  by TEXT NOT NULL,            -- the account that made it
  created INTEGER NOT NULL     -- seconds since 1970-01-01 UTC
) STRICT, WITHOUT ROWID;

-- Who --------------------------------------------------------------------------------------------

-- The account that made a staff edit; '-' for a job's change, whose row says it.
ALTER TABLE changes ADD COLUMN "by" TEXT NOT NULL DEFAULT '-';
-- The account that set the lock.
ALTER TABLE locks ADD COLUMN "by" TEXT NOT NULL DEFAULT '-';
-- The account that approved or rejected a held job; '' as long as nobody did.
ALTER TABLE jobs ADD COLUMN decided_by TEXT NOT NULL DEFAULT '';
