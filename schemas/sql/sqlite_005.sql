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

-- Views ------------------------------------------------------------------------------------------

-- For reports by other programs; docs/sql.md promises their columns. A later version that renames
-- or rebuilds a table below drops them first and makes them again.
CREATE VIEW roster_users AS
SELECT u.id AS user_number, u.primary_key AS primary_id, n.last AS last_name, n.first AS first_name,
  u.record_type AS record_type, u.user_group AS user_group, u.external_id AS profile,
  CASE u.external WHEN 0 THEN 'internal' ELSE 'external' END AS account,
  date(u.expiry_date * 86400, 'unixepoch') AS expiry_date,
  date(u.purge_date * 86400, 'unixepoch') AS purge_date,
  strftime('%Y-%m-%d %H:%M:%S', c.at, 'unixepoch') AS changed, c.job AS changed_by_job
FROM users u
JOIN documents d ON d."user" = u.id
LEFT JOIN names n ON n."user" = u.id
LEFT JOIN changes c ON c.revision = d.revision;

CREATE VIEW roster_identifiers AS
SELECT i."user" AS user_number, u.primary_key AS primary_id, i.type AS type, i.value AS value,
  'current' AS state
FROM identifiers i JOIN users u ON u.id = i."user"
UNION ALL
SELECT f."user", u.primary_key, '', f.id, 'former'
FROM former_ids f JOIN users u ON u.id = f."user";

CREATE VIEW roster_jobs AS
SELECT number AS job, kind, name, file, status, CASE dry_run WHEN 0 THEN 'no' ELSE 'yes' END AS dry_run,
  "by" AS asked_by, decided_by,
  strftime('%Y-%m-%d %H:%M:%S', started, 'unixepoch') AS started,
  strftime('%Y-%m-%d %H:%M:%S', ended, 'unixepoch') AS ended,
  took / 1000.0 AS seconds,
  CASE WHEN instr(char(10) || counts, char(10) || 'processed ') > 0 THEN CAST(substr(
    char(10) || counts, instr(char(10) || counts, char(10) || 'processed ') + 11) AS INTEGER) END AS processed,
  CASE WHEN instr(char(10) || counts, char(10) || 'created ') > 0 THEN CAST(substr(
    char(10) || counts, instr(char(10) || counts, char(10) || 'created ') + 9) AS INTEGER) END AS created,
  CASE WHEN instr(char(10) || counts, char(10) || 'updated ') > 0 THEN CAST(substr(
    char(10) || counts, instr(char(10) || counts, char(10) || 'updated ') + 9) AS INTEGER) END AS updated,
  CASE WHEN instr(char(10) || counts, char(10) || 'unchanged ') > 0 THEN CAST(substr(
    char(10) || counts, instr(char(10) || counts, char(10) || 'unchanged ') + 11) AS INTEGER) END AS unchanged,
  CASE WHEN instr(char(10) || counts, char(10) || 'rejected ') > 0 THEN CAST(substr(
    char(10) || counts, instr(char(10) || counts, char(10) || 'rejected ') + 10) AS INTEGER) END AS rejected,
  CASE WHEN instr(char(10) || counts, char(10) || 'due ') > 0 THEN CAST(substr(
    char(10) || counts, instr(char(10) || counts, char(10) || 'due ') + 5) AS INTEGER) END AS due,
  CASE WHEN instr(char(10) || counts, char(10) || 'purged ') > 0 THEN CAST(substr(
    char(10) || counts, instr(char(10) || counts, char(10) || 'purged ') + 8) AS INTEGER) END AS purged,
  CASE WHEN instr(char(10) || counts, char(10) || 'kept ') > 0 THEN CAST(substr(
    char(10) || counts, instr(char(10) || counts, char(10) || 'kept ') + 6) AS INTEGER) END AS kept,
  CASE WHEN instr(char(10) || counts, char(10) || 'exported ') > 0 THEN CAST(substr(
    char(10) || counts, instr(char(10) || counts, char(10) || 'exported ') + 10) AS INTEGER) END AS exported,
  message
FROM jobs;

CREATE VIEW roster_blockers AS
SELECT u.id AS user_number, u.primary_key AS primary_id, o.kind AS kind, s.name AS source,
  o.id AS owed_by, CASE o.kind WHEN 'fee' THEN NULL ELSE o.count END AS count,
  CASE o.kind WHEN 'fee' THEN o.amount / 10000.0 ELSE NULL END AS amount,
  strftime('%Y-%m-%d %H:%M:%S', s.as_of, 'unixepoch') AS as_of, NULL AS held_by, NULL AS reason, NULL AS until
FROM (SELECT o.number AS number, u.id AS owner
      FROM obligations o JOIN users u ON u.primary_key = o.key
      UNION SELECT o.number, f."user" FROM obligations o JOIN former_ids f ON f.key = o.key
      UNION SELECT o.number, i."user" FROM obligations o JOIN identifiers i ON i.value = o.key) owned
JOIN obligations o ON o.number = owned.number
JOIN obligation_sources s ON s.number = o.source
JOIN users u ON u.id = owned.owner
WHERE o.kind = 'fee' OR o.count > 0
UNION ALL
SELECT u.id, u.primary_key, 'lock', NULL, NULL, NULL, NULL, NULL,
  l.holder, NULL, strftime('%Y-%m-%d %H:%M:%S', l.until, 'unixepoch')
FROM locks l JOIN users u ON u.id = l."user"
UNION ALL
SELECT u.id, u.primary_key, 'keep', NULL, NULL, NULL, NULL, NULL,
  k."by", k.reason, strftime('%Y-%m-%d %H:%M:%S', k.until * 86400 + 86399, 'unixepoch')
FROM keeps k JOIN users u ON u.id = k."user";
