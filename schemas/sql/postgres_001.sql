-- Roster's store in PostgreSQL, schema version 1: the tables and columns of schemas/sql/sqlite_005.sql
-- and earlier, which say what they mean, and what several machines need beside them.
--
-- One statement each, and all of them can be repeated. No foreign keys: their checks are a statement
-- for each row. No sequences: numbers come from `counters`. Texts compare by their bytes.

CREATE TABLE IF NOT EXISTS counters (
  name text COLLATE "C" PRIMARY KEY,
  last bigint NOT NULL
);
INSERT INTO counters VALUES ('user', 0), ('revision', 0), ('job', 0), ('departure', 0)
  ON CONFLICT (name) DO NOTHING;

-- Users ------------------------------------------------------------------------------------------

CREATE TABLE IF NOT EXISTS users (
  id bigint PRIMARY KEY,
  primary_key text COLLATE "C" NOT NULL,
  record_type text COLLATE "C" NOT NULL,
  user_group text COLLATE "C" NOT NULL,
  external_id text COLLATE "C" NOT NULL,
  purge_date bigint,
  expiry_date bigint,
  external bigint NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS users_by_primary_key ON users (primary_key);

CREATE TABLE IF NOT EXISTS documents (
  "user" bigint PRIMARY KEY,
  revision bigint NOT NULL,
  document bytea NOT NULL
);
CREATE INDEX IF NOT EXISTS documents_by_revision ON documents (revision);

CREATE TABLE IF NOT EXISTS identifiers (
  "user" bigint NOT NULL,
  type text COLLATE "C" NOT NULL,
  value text COLLATE "C" NOT NULL,
  PRIMARY KEY ("user", type, value)
);
CREATE UNIQUE INDEX IF NOT EXISTS identifiers_by_value ON identifiers (value);

CREATE TABLE IF NOT EXISTS former_ids (
  "user" bigint NOT NULL,
  key text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  PRIMARY KEY ("user", key)
);
CREATE INDEX IF NOT EXISTS former_ids_by_key ON former_ids (key);

CREATE TABLE IF NOT EXISTS names (
  "user" bigint PRIMARY KEY,
  last text COLLATE "C" NOT NULL,
  first text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL
);
CREATE INDEX IF NOT EXISTS names_by_last ON names (last, first, id);
CREATE INDEX IF NOT EXISTS names_by_first ON names (first, last, id);

CREATE TABLE IF NOT EXISTS suspects (
  "user" bigint PRIMARY KEY
);

CREATE TABLE IF NOT EXISTS field_counts (
  profile text COLLATE "C" NOT NULL,
  tag bigint NOT NULL,
  users bigint NOT NULL,
  PRIMARY KEY (profile, tag)
);

-- Digests ----------------------------------------------------------------------------------------

CREATE TABLE IF NOT EXISTS digest_pages (
  page bigint PRIMARY KEY,
  digests bytea NOT NULL
);

CREATE TABLE IF NOT EXISTS digest_changes (
  number bigint PRIMARY KEY,
  changes bytea NOT NULL
);

CREATE TABLE IF NOT EXISTS nameless_records (
  profile text COLLATE "C" NOT NULL,
  low bigint NOT NULL,
  high bigint NOT NULL,
  PRIMARY KEY (profile, low, high)
);

-- History ----------------------------------------------------------------------------------------

CREATE TABLE IF NOT EXISTS changes (
  revision bigint PRIMARY KEY,
  job bigint NOT NULL,
  at bigint NOT NULL,
  what text COLLATE "C" NOT NULL,
  first_created bigint,
  last_created bigint,
  "by" text COLLATE "C" NOT NULL
);
CREATE INDEX IF NOT EXISTS changes_by_job ON changes (job);
CREATE INDEX IF NOT EXISTS changes_by_created ON changes (first_created, last_created)
  WHERE first_created IS NOT NULL;

CREATE TABLE IF NOT EXISTS history (
  revision bigint NOT NULL,
  "user" bigint NOT NULL,
  fields bigint NOT NULL,
  before bytea NOT NULL,
  PRIMARY KEY (revision, "user")
);
CREATE INDEX IF NOT EXISTS history_by_user ON history ("user", revision);

CREATE TABLE IF NOT EXISTS absences (
  "user" bigint NOT NULL,
  profile text COLLATE "C" NOT NULL,
  revision bigint NOT NULL,
  job bigint NOT NULL,
  day bigint NOT NULL,
  times bigint NOT NULL,
  taken_back_by bigint NOT NULL,
  marked bigint NOT NULL,
  PRIMARY KEY ("user", profile, revision)
);

CREATE TABLE IF NOT EXISTS seen (
  job bigint PRIMARY KEY,
  users bytea NOT NULL
);

-- Holds ------------------------------------------------------------------------------------------

CREATE TABLE IF NOT EXISTS locks (
  "user" bigint PRIMARY KEY,
  holder text COLLATE "C" NOT NULL,
  until bigint NOT NULL,
  "by" text COLLATE "C" NOT NULL
);

CREATE TABLE IF NOT EXISTS keeps (
  "user" bigint PRIMARY KEY,
  reason text COLLATE "C" NOT NULL,
  until bigint,
  "by" text COLLATE "C" NOT NULL,
  at bigint NOT NULL
);

-- Obligations ------------------------------------------------------------------------------------

CREATE TABLE IF NOT EXISTS obligation_sources (
  number bigint PRIMARY KEY,
  name text COLLATE "C" NOT NULL,
  as_of bigint NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS obligation_sources_by_name ON obligation_sources (name);

CREATE TABLE IF NOT EXISTS obligations (
  number bigint PRIMARY KEY,
  source bigint NOT NULL,
  key text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  count bigint NOT NULL,
  amount bigint NOT NULL
);
CREATE INDEX IF NOT EXISTS obligations_by_key ON obligations (key);

-- Erasures ---------------------------------------------------------------------------------------

CREATE TABLE IF NOT EXISTS remains (
  id text COLLATE "C" PRIMARY KEY,
  policy bigint NOT NULL,
  document bytea NOT NULL
);

CREATE TABLE IF NOT EXISTS erasures (
  number bigint PRIMARY KEY,
  hashes bytea NOT NULL,
  at bigint NOT NULL,
  job bigint NOT NULL,
  job_name text COLLATE "C" NOT NULL,
  policy text COLLATE "C" NOT NULL,
  chain bytea NOT NULL
);

CREATE TABLE IF NOT EXISTS erased_ids (
  key bytea NOT NULL,
  number bigint NOT NULL,
  PRIMARY KEY (key, number)
);

CREATE TABLE IF NOT EXISTS ledger_end (
  one bigint PRIMARY KEY CHECK (one = 1),
  number bigint NOT NULL,
  proof bytea NOT NULL
);

CREATE TABLE IF NOT EXISTS to_scrub (
  id text COLLATE "C" PRIMARY KEY
);

-- Jobs -------------------------------------------------------------------------------------------

CREATE TABLE IF NOT EXISTS jobs (
  number bigint PRIMARY KEY,
  kind text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  file text COLLATE "C" NOT NULL,
  digest text COLLATE "C" NOT NULL,
  dry_run bigint NOT NULL,
  status text COLLATE "C" NOT NULL,
  started bigint NOT NULL,
  ended bigint,
  counts text COLLATE "C" NOT NULL,
  warnings text COLLATE "C" NOT NULL,
  message text COLLATE "C" NOT NULL,
  request text COLLATE "C" NOT NULL,
  "by" text COLLATE "C" NOT NULL,
  open bigint NOT NULL,
  decided_by text COLLATE "C" NOT NULL,
  took bigint
);
CREATE INDEX IF NOT EXISTS jobs_by_name ON jobs (kind, name);
CREATE INDEX IF NOT EXISTS jobs_open ON jobs (status)
  WHERE status IN ('pending', 'running', 'held');
CREATE INDEX IF NOT EXISTS jobs_left_open ON jobs (number) WHERE open = 1;

CREATE TABLE IF NOT EXISTS listed (
  job bigint NOT NULL,
  "user" bigint NOT NULL,
  PRIMARY KEY (job, "user")
);

-- Exports ----------------------------------------------------------------------------------------

CREATE TABLE IF NOT EXISTS exports (
  name text COLLATE "C" PRIMARY KEY,
  revision bigint NOT NULL,
  job bigint NOT NULL,
  settings text COLLATE "C" NOT NULL,
  removed_ids text COLLATE "C" NOT NULL
);

CREATE TABLE IF NOT EXISTS departures (
  number bigint PRIMARY KEY,
  export text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  user_group text COLLATE "C" NOT NULL,
  record_type text COLLATE "C" NOT NULL,
  profile text COLLATE "C" NOT NULL,
  status text COLLATE "C" NOT NULL
);
CREATE INDEX IF NOT EXISTS departures_by_export ON departures (export, number);

-- Keys and settings ------------------------------------------------------------------------------

CREATE TABLE IF NOT EXISTS api_keys (
  name text COLLATE "C" PRIMARY KEY,
  digest bytea NOT NULL,
  may_write bigint NOT NULL,
  expires bigint,
  "by" text COLLATE "C" NOT NULL,
  created bigint NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS api_keys_by_digest ON api_keys (digest);

CREATE TABLE IF NOT EXISTS settings (
  name text COLLATE "C" PRIMARY KEY,
  value text COLLATE "C" NOT NULL
);

-- Several machines -------------------------------------------------------------------------------

-- The one writer. Every commit of a writer counts `commits` up in its row, if the fence is still
-- its own: whoever takes the lease raises the fence, and an earlier writer can commit no more.
CREATE TABLE IF NOT EXISTS lease (
  name text COLLATE "C" PRIMARY KEY,
  holder text COLLATE "C" NOT NULL,    -- for messages
  session text COLLATE "C" NOT NULL,   -- the session that renews it
  writer_session text COLLATE "C" NOT NULL,  -- the one that writes: its process and start
  fence bigint NOT NULL,
  commits bigint NOT NULL,
  expires_at timestamptz NOT NULL      -- by the server's clock
);
INSERT INTO lease VALUES ('writer', '', '', '', 0, 0, now()) ON CONFLICT (name) DO NOTHING;

-- The versions of the schema that are complete.
CREATE TABLE IF NOT EXISTS schema_versions (
  version bigint PRIMARY KEY
);
