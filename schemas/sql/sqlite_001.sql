-- Roster's store in SQLite, schema version 1.

-- The last number given out; a number is never given twice, whatever was removed.
CREATE TABLE counters (
  name TEXT PRIMARY KEY,
  last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO counters VALUES ('user', 0), ('revision', 0);

-- What users are looked up and selected by. Narrow, so that counting a million is quick.
CREATE TABLE users (
  id INTEGER PRIMARY KEY,
  primary_key TEXT NOT NULL,   -- the primary id, case-folded
  record_type TEXT NOT NULL,
  user_group TEXT NOT NULL,
  external_id TEXT NOT NULL,
  purge_date INTEGER,          -- days since 1970-01-01
  expiry_date INTEGER,         -- likewise
  external INTEGER NOT NULL    -- 0: an internal account, which no feed looks after
) STRICT;
CREATE UNIQUE INDEX users_by_primary_key ON users (primary_key);

-- Everything about a user, as encode_user() writes it.
CREATE TABLE documents (
  user INTEGER PRIMARY KEY REFERENCES users ON DELETE CASCADE,
  revision INTEGER NOT NULL,   -- the change that last wrote it
  document BLOB NOT NULL
) STRICT;

CREATE TABLE identifiers (
  user INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
  type TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (user, type, value)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX identifiers_by_value ON identifiers (value);

-- 2048 digests of 16 bytes: users 2048 * page and up. A load reads them all; as rows that took ten
-- times as long.
CREATE TABLE digest_pages (
  page INTEGER PRIMARY KEY,
  digests BLOB NOT NULL
) STRICT;

-- Changes of digests that their pages do not have yet, oldest first: 24 bytes each, user and digest.
CREATE TABLE digest_changes (
  number INTEGER PRIMARY KEY,
  changes BLOB NOT NULL
) STRICT;

-- The users a change created have consecutive ids, and are named here alone.
CREATE TABLE changes (
  revision INTEGER PRIMARY KEY,
  job INTEGER NOT NULL,        -- 0: a staff edit
  at INTEGER NOT NULL,         -- seconds since 1970-01-01 UTC
  what TEXT NOT NULL,
  first_created INTEGER,
  last_created INTEGER
) STRICT;
CREATE INDEX changes_by_job ON changes (job);
CREATE INDEX changes_by_created ON changes (first_created, last_created)
  WHERE first_created IS NOT NULL;

-- Users as they were before an update. Outlives its user: only being forgotten, or its age, removes
-- it.
CREATE TABLE history (
  revision INTEGER NOT NULL REFERENCES changes ON DELETE CASCADE,
  user INTEGER NOT NULL,
  fields INTEGER NOT NULL,     -- bit t: the member with tag t changed
  before BLOB NOT NULL,        -- the document
  PRIMARY KEY (revision, user)
) STRICT;
CREATE INDEX history_by_user ON history (user, revision);

CREATE TABLE absences (
  user INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
  profile TEXT NOT NULL,
  feeds INTEGER NOT NULL,
  PRIMARY KEY (user, profile)
) STRICT, WITHOUT ROWID;

CREATE TABLE locks (
  user INTEGER PRIMARY KEY REFERENCES users ON DELETE CASCADE,
  holder TEXT NOT NULL,
  until INTEGER NOT NULL
) STRICT;

CREATE TABLE jobs (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  file TEXT NOT NULL,
  digest TEXT NOT NULL,
  dry_run INTEGER NOT NULL,
  status TEXT NOT NULL,
  started INTEGER NOT NULL,
  ended INTEGER,
  counts TEXT NOT NULL,        -- a line for each: name, space, number
  warnings TEXT NOT NULL,      -- likewise
  message TEXT NOT NULL,
  request TEXT NOT NULL
) STRICT;
