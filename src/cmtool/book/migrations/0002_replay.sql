-- Lists of an old day, and proposals that can be replayed.
-- Of an update of clients: the newest day among the values written; where only name, code or manager changed, the day it was done. No hash covers it:
-- it is an index to what the journal holds, and books made before it stay whole.
ALTER TABLE change ADD COLUMN latest INTEGER;
UPDATE change SET latest = coalesce(
    (SELECT max(value) FROM json_each(change.after) WHERE substr(key, 1, 3) = 'at_'),
    (SELECT CAST(julianday(substr(at, 1, 10)) - 2440587.5 AS INTEGER) FROM journal WHERE id = change.entry
     AND EXISTS (SELECT 1 FROM json_each(change.after) WHERE key IN ('code', 'name', 'manager')))
) WHERE tbl = 'client' AND kind = 'update';
CREATE INDEX change_latest ON change (latest, first) WHERE latest IS NOT NULL;
CREATE INDEX change_gone ON change (tbl) WHERE kind = 'delete';

-- What was proposed to whom, and what it rested on: enough to say later whether the verdicts still hold.
CREATE TABLE proposal (
    id INTEGER PRIMARY KEY,
    client INTEGER NOT NULL REFERENCES client (id),
    day INTEGER NOT NULL,
    made TEXT NOT NULL,
    who TEXT NOT NULL,
    path TEXT NOT NULL,
    products TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    snapshot TEXT NOT NULL
);
CREATE INDEX proposal_client ON proposal (client, id);
CREATE INDEX proposal_sha256 ON proposal (sha256);
