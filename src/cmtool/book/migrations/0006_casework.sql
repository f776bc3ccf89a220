-- Cases that wait, are dropped, or are tickets with times of their own; and what happened to each, day by day.
-- Days are day numbers, hours whole hours of the day; respond is by when the first answer is due, resolve by when the end is.
ALTER TABLE work ADD COLUMN about TEXT NOT NULL DEFAULT '';
ALTER TABLE work ADD COLUMN severity TEXT NOT NULL DEFAULT '';
ALTER TABLE work ADD COLUMN respond INTEGER;
ALTER TABLE work ADD COLUMN respond_hour INTEGER;
ALTER TABLE work ADD COLUMN answered INTEGER;
ALTER TABLE work ADD COLUMN answered_hour INTEGER;
ALTER TABLE work ADD COLUMN resolve INTEGER;
ALTER TABLE work ADD COLUMN waits_for TEXT NOT NULL DEFAULT '';
ALTER TABLE work ADD COLUMN waits_since INTEGER;
ALTER TABLE work ADD COLUMN waits_until INTEGER;
ALTER TABLE work ADD COLUMN waits_reason TEXT NOT NULL DEFAULT '';
CREATE INDEX work_respond ON work (respond) WHERE status = 'open' AND answered IS NULL;
CREATE INDEX work_waits ON work (waits_until) WHERE status = 'open' AND waits_until IS NOT NULL;

CREATE TABLE work_event (
    id INTEGER PRIMARY KEY,
    client INTEGER NOT NULL REFERENCES client (id),
    work INTEGER NOT NULL REFERENCES work (id),
    day INTEGER NOT NULL,
    what TEXT NOT NULL,
    step INTEGER NOT NULL,
    words TEXT NOT NULL DEFAULT '',
    who TEXT NOT NULL DEFAULT ''
);
CREATE INDEX work_event_client ON work_event (client);
CREATE INDEX work_event_work ON work_event (work, id);
