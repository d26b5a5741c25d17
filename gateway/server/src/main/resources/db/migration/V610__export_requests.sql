-- What an export is narrowed to: _until, patients (by Group or by name), and _typeFilter as Type?query.
ALTER TABLE export_job ADD COLUMN until timestamptz;
ALTER TABLE export_job ADD COLUMN patients text[] NOT NULL DEFAULT '{}';
ALTER TABLE export_job ADD COLUMN filters text[] NOT NULL DEFAULT '{}';
