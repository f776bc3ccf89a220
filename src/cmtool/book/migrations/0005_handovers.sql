-- Who handed which client to whom: one row a client. What was logged before stays under the name of whoever did it.
CREATE TABLE handover (
    id INTEGER PRIMARY KEY,
    client INTEGER NOT NULL REFERENCES client (id),
    day INTEGER NOT NULL,
    given TEXT NOT NULL,
    taken TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    by TEXT NOT NULL DEFAULT ''
);
CREATE INDEX handover_client ON handover (client, id);
CREATE INDEX handover_day ON handover (day);
