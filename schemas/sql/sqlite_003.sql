-- Roster's store in SQLite, schema version 3.

-- Jobs ---------------------------------------------------------------------------------------------
-- The account that asked for each; '-': a schedule or an arrival.
ALTER TABLE jobs ADD COLUMN "by" TEXT NOT NULL DEFAULT '-';
