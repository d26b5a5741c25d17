-- Who acts for the patient only when she gives no sign of life.
ALTER TABLE proxy ADD COLUMN on_silence boolean NOT NULL DEFAULT false;
