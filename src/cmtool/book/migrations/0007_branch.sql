-- The list of a branch is read through an index; a book without branches has nothing in it.
ALTER TABLE client ADD COLUMN f_branch;
ALTER TABLE client ADD COLUMN at_branch;
CREATE INDEX client_branch ON client (f_branch) WHERE f_branch IS NOT NULL;
