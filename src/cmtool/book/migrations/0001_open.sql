-- The client book. A column f_<fact> and its day at_<fact> are added for each fact that a pack declares, when it is first written.
CREATE TABLE client (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    manager TEXT NOT NULL DEFAULT '',
    sources TEXT,
    f_id_number, at_id_number
);
CREATE INDEX client_manager ON client (manager, id);
CREATE INDEX client_id_number ON client (f_id_number);

CREATE TABLE contact (
    id INTEGER PRIMARY KEY,
    client INTEGER NOT NULL REFERENCES client (id),
    day INTEGER NOT NULL,
    channel TEXT NOT NULL,
    result TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    promise TEXT NOT NULL DEFAULT '',
    promise_day INTEGER,
    kept INTEGER NOT NULL DEFAULT 0,
    by TEXT NOT NULL DEFAULT ''
);
CREATE INDEX contact_client ON contact (client, day);
CREATE INDEX contact_promise ON contact (promise_day) WHERE promise_day IS NOT NULL AND kept = 0;

CREATE TABLE work (
    id INTEGER PRIMARY KEY,
    client INTEGER NOT NULL REFERENCES client (id),
    code TEXT NOT NULL,
    opened INTEGER NOT NULL,
    step INTEGER NOT NULL DEFAULT 1,
    due INTEGER NOT NULL,
    status TEXT NOT NULL DEFAULT 'open'
);
CREATE INDEX work_client ON work (client);
CREATE INDEX work_open ON work (due) WHERE status = 'open';

CREATE TABLE task (
    id INTEGER PRIMARY KEY,
    client INTEGER NOT NULL REFERENCES client (id),
    code TEXT NOT NULL,
    state TEXT NOT NULL,
    until INTEGER,
    reason TEXT NOT NULL DEFAULT '',
    day INTEGER NOT NULL
);
CREATE INDEX task_client ON task (client);

CREATE TABLE need (
    id INTEGER PRIMARY KEY,
    client INTEGER NOT NULL REFERENCES client (id),
    name TEXT NOT NULL,
    evidence TEXT NOT NULL DEFAULT '',
    day INTEGER NOT NULL
);
CREATE INDEX need_client ON need (client);

CREATE TABLE assessment (
    id INTEGER PRIMARY KEY,
    client INTEGER NOT NULL REFERENCES client (id),
    questionnaire TEXT NOT NULL,
    day INTEGER NOT NULL,
    answers TEXT NOT NULL,
    points INTEGER NOT NULL,
    level INTEGER NOT NULL
);
CREATE INDEX assessment_client ON assessment (client, questionnaire, day);

CREATE TABLE journal (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    command TEXT NOT NULL,
    about TEXT NOT NULL DEFAULT '',
    undoes INTEGER,
    content TEXT NOT NULL,
    hash TEXT NOT NULL
);

-- What an entry did. An insert covers rows first..last and keeps the digest of what was written; an update keeps the changed columns
-- before and after; a delete keeps the rows that went.
CREATE TABLE change (
    entry INTEGER NOT NULL REFERENCES journal (id),
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    tbl TEXT NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    columns TEXT,
    before TEXT,
    after TEXT,
    PRIMARY KEY (entry, seq)
) WITHOUT ROWID;
CREATE INDEX change_row ON change (tbl, first);
