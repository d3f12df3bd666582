-- Roster's store in SQLite, schema version 4.

-- Jobs -------------------------------------------------------------------------------------------

ALTER TABLE jobs ADD COLUMN took INTEGER;  -- milliseconds, as measured; none: nobody measured
