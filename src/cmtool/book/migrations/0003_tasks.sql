-- The morning list asks what was put off beyond today.
CREATE INDEX task_until ON task (until) WHERE until IS NOT NULL;
