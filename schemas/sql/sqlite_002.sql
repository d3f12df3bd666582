-- Roster's store in SQLite, schema version 2: what users owe, and what is left of removed ones.

CREATE TABLE obligation_sources (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  as_of INTEGER NOT NULL       -- seconds since 1970-01-01 UTC
) STRICT;

-- As the sources say it; also for ids that nobody has, who may come later.
CREATE TABLE obligations (
  source INTEGER NOT NULL REFERENCES obligation_sources,
  key TEXT NOT NULL,           -- the id, case-folded
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  count INTEGER NOT NULL,
  amount INTEGER NOT NULL      -- ten-thousandths
) STRICT;
CREATE INDEX obligations_by_key ON obligations (key);

-- Keyed by a random id: in the order of removal they could be matched with a report.
CREATE TABLE remains (
  id TEXT PRIMARY KEY,
  policy INTEGER NOT NULL,     -- 0: keep_fully_reportable … 2: keep_statistics_and_remove_primary_id
  document BLOB NOT NULL       -- as encode_user() writes it
) STRICT, WITHOUT ROWID;

-- The erasure ledger. It only grows.
CREATE TABLE erasures (
  number INTEGER PRIMARY KEY,
  hash BLOB NOT NULL,
  at INTEGER NOT NULL,         -- seconds since 1970-01-01 UTC
  job INTEGER NOT NULL,
  job_name TEXT NOT NULL,
  policy TEXT NOT NULL,
  chain BLOB NOT NULL
) STRICT;
CREATE INDEX erasures_by_hash ON erasures (hash);
