-- Roster's store in PostgreSQL, schema version 2: the views of schemas/sql/sqlite_005.sql, for
-- reports by other programs; docs/sql.md promises their columns.

CREATE OR REPLACE VIEW roster_users AS
SELECT u.id AS user_number, u.primary_key AS primary_id, n.last AS last_name, n.first AS first_name,
  u.record_type AS record_type, u.user_group AS user_group, u.external_id AS profile,
  CASE u.external WHEN 0 THEN 'internal' ELSE 'external' END AS account,
  date '1970-01-01' + CAST(u.expiry_date AS int) AS expiry_date,
  date '1970-01-01' + CAST(u.purge_date AS int) AS purge_date,
  to_timestamp(c.at) AT TIME ZONE 'UTC' AS changed, c.job AS changed_by_job
FROM users u
JOIN documents d ON d."user" = u.id
LEFT JOIN names n ON n."user" = u.id
LEFT JOIN changes c ON c.revision = d.revision;

CREATE OR REPLACE VIEW roster_identifiers AS
SELECT i."user" AS user_number, u.primary_key AS primary_id, i.type AS type, i.value AS value,
  'current' AS state
FROM identifiers i JOIN users u ON u.id = i."user"
UNION ALL
SELECT f."user", u.primary_key, '', f.id, 'former'
FROM former_ids f JOIN users u ON u.id = f."user";

CREATE OR REPLACE VIEW roster_jobs AS
SELECT number AS job, kind, name, file, status, CASE dry_run WHEN 0 THEN 'no' ELSE 'yes' END AS dry_run,
  "by" AS asked_by, decided_by,
  to_timestamp(started) AT TIME ZONE 'UTC' AS started,
  to_timestamp(ended) AT TIME ZONE 'UTC' AS ended,
  CAST(took AS double precision) / 1000 AS seconds,
  CAST(substring(counts FROM '(?:^|\n)processed ([0-9]+)') AS bigint) AS processed,
  CAST(substring(counts FROM '(?:^|\n)created ([0-9]+)') AS bigint) AS created,
  CAST(substring(counts FROM '(?:^|\n)updated ([0-9]+)') AS bigint) AS updated,
  CAST(substring(counts FROM '(?:^|\n)unchanged ([0-9]+)') AS bigint) AS unchanged,
  CAST(substring(counts FROM '(?:^|\n)rejected ([0-9]+)') AS bigint) AS rejected,
  CAST(substring(counts FROM '(?:^|\n)due ([0-9]+)') AS bigint) AS due,
  CAST(substring(counts FROM '(?:^|\n)purged ([0-9]+)') AS bigint) AS purged,
  CAST(substring(counts FROM '(?:^|\n)kept ([0-9]+)') AS bigint) AS kept,
  CAST(substring(counts FROM '(?:^|\n)exported ([0-9]+)') AS bigint) AS exported,
  message
FROM jobs;

CREATE OR REPLACE VIEW roster_blockers AS
SELECT u.id AS user_number, u.primary_key AS primary_id, o.kind AS kind, s.name AS source,
  o.id AS owed_by, CASE o.kind WHEN 'fee' THEN NULL ELSE o.count END AS count,
  CASE o.kind WHEN 'fee' THEN CAST(o.amount AS double precision) / 10000 ELSE NULL END AS amount,
  to_timestamp(s.as_of) AT TIME ZONE 'UTC' AS as_of, CAST(NULL AS text) AS held_by, CAST(NULL AS text) AS reason, CAST(NULL AS timestamp) AS until
FROM (SELECT o.number AS number, u.id AS owner
      FROM obligations o JOIN users u ON u.primary_key = o.key
      UNION SELECT o.number, f."user" FROM obligations o JOIN former_ids f ON f.key = o.key
      UNION SELECT o.number, i."user" FROM obligations o JOIN identifiers i ON i.value = o.key) owned
JOIN obligations o ON o.number = owned.number
JOIN obligation_sources s ON s.number = o.source
JOIN users u ON u.id = owned.owner
WHERE o.kind = 'fee' OR o.count > 0
UNION ALL
SELECT u.id, u.primary_key, 'lock', CAST(NULL AS text), CAST(NULL AS text), CAST(NULL AS bigint), CAST(NULL AS double precision), CAST(NULL AS timestamp),
  l.holder, CAST(NULL AS text), to_timestamp(l.until) AT TIME ZONE 'UTC'
FROM locks l JOIN users u ON u.id = l."user"
UNION ALL
SELECT u.id, u.primary_key, 'keep', CAST(NULL AS text), CAST(NULL AS text), CAST(NULL AS bigint), CAST(NULL AS double precision), CAST(NULL AS timestamp),
  k."by", k.reason, to_timestamp(k.until * 86400 + 86399) AT TIME ZONE 'UTC'
FROM keeps k JOIN users u ON u.id = k."user";
