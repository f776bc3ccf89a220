-- What a document carries of its book: a public mark, and a key that nobody outside has, so that a mark cannot be made up.
CREATE TABLE identity (
    id INTEGER PRIMARY KEY,
    mark TEXT NOT NULL,
    key TEXT NOT NULL
);
INSERT INTO identity VALUES (1, lower(hex(randomblob(4))), lower(hex(randomblob(28))));

ALTER TABLE proposal ADD COLUMN mark TEXT NOT NULL DEFAULT '';
CREATE INDEX proposal_mark ON proposal (mark) WHERE mark <> '';

-- What the client got, byte for byte: compressed, each content once. Text, so that the journal can hold a row that an undo took away.
CREATE TABLE copy (
    id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    packed TEXT NOT NULL
);
CREATE UNIQUE INDEX copy_sha256 ON copy (sha256);

-- When a proposal was handed over, by what way, and to which of the client's addresses in a word.
CREATE TABLE sending (
    id INTEGER PRIMARY KEY,
    client INTEGER NOT NULL REFERENCES client (id),
    proposal INTEGER NOT NULL REFERENCES proposal (id),
    day INTEGER NOT NULL,
    made TEXT NOT NULL,
    who TEXT NOT NULL,
    channel TEXT NOT NULL,
    purpose TEXT NOT NULL,
    hint TEXT NOT NULL DEFAULT ''
);
CREATE INDEX sending_proposal ON sending (proposal);
CREATE INDEX sending_client ON sending (client);
