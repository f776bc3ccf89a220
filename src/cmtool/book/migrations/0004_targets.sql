-- Targets and what was done. Rows are only added: of those with the same measure, manager, team and period the newest day counts, then the newest row.
CREATE TABLE target (
    id INTEGER PRIMARY KEY,
    measure TEXT NOT NULL,
    manager TEXT NOT NULL DEFAULT '',
    team TEXT NOT NULL DEFAULT '',
    period TEXT NOT NULL,
    floor INTEGER NOT NULL,
    goal INTEGER NOT NULL,
    stretch INTEGER NOT NULL,
    day INTEGER NOT NULL
);
CREATE TABLE figure (
    id INTEGER PRIMARY KEY,
    measure TEXT NOT NULL,
    manager TEXT NOT NULL,
    month TEXT NOT NULL,
    done INTEGER NOT NULL,
    day INTEGER NOT NULL
);
