-- Roster's store in SQLite, schema version 5.

-- Numbers ----------------------------------------------------------------------------------------

-- All numbers that are given out come from `counters`, in every engine.
INSERT INTO counters SELECT 'job', coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'jobs';
INSERT INTO counters
  SELECT 'departure', coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'departures';

-- The order of a source's rows is a column.
ALTER TABLE obligations RENAME TO obligations_before;
DROP INDEX obligations_by_key;
CREATE TABLE obligations (
  number INTEGER PRIMARY KEY,
  source INTEGER NOT NULL REFERENCES obligation_sources,
  key TEXT NOT NULL,           -- the id, case-folded
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  count INTEGER NOT NULL,
  amount INTEGER NOT NULL      -- ten-thousandths
) STRICT;
INSERT INTO obligations
  SELECT rowid, source, key, id, kind, count, amount FROM obligations_before ORDER BY rowid;
DROP TABLE obligations_before;
CREATE INDEX obligations_by_key ON obligations (key);
