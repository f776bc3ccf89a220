-- The morning list asks what was put off beyond today.
CREATE INDEX IF NOT EXISTS task_until ON task (until) WHERE until IS NOT NULL;
