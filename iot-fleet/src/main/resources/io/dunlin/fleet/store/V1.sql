-- Version 1 of the fleet's tables. The SQL is what H2 and PostgreSQL have in common.

CREATE TABLE device(
  tenant VARCHAR(64) NOT NULL,
  id VARCHAR(64) NOT NULL,
  status VARCHAR(16) NOT NULL,
  profile VARCHAR(64) NOT NULL,
  enrolled_at BIGINT,
  last_seen_at BIGINT,
  health BYTEA,
  PRIMARY KEY (tenant, id)
);

-- Claim tokens are kept as digests: who reads this table cannot enrol with it.
CREATE TABLE claim_token(
  tenant VARCHAR(64) NOT NULL,
  digest BYTEA NOT NULL,
  device VARCHAR(64) NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT,
  used_by_key BYTEA,
  PRIMARY KEY (tenant, digest)
);

CREATE TABLE certificate(
  tenant VARCHAR(64) NOT NULL,
  device VARCHAR(64) NOT NULL,
  serial VARCHAR(64) NOT NULL,
  key_digest BYTEA NOT NULL,
  der BYTEA NOT NULL,
  not_after BIGINT NOT NULL,
  confirmed_at BIGINT,
  revoked_at BIGINT,
  PRIMARY KEY (tenant, serial)
);
CREATE INDEX certificate_by_key ON certificate(tenant, device, key_digest);

CREATE TABLE ingest_schema(
  tenant VARCHAR(64) NOT NULL,
  device VARCHAR(64) NOT NULL,
  id BIGINT NOT NULL,
  hash BIGINT NOT NULL,
  canonical BYTEA NOT NULL,
  PRIMARY KEY (tenant, device, id, hash)
);

-- Which batches of an epoch have arrived; changed in the transaction that stores their rows.
CREATE TABLE ingest_window(
  tenant VARCHAR(64) NOT NULL,
  device VARCHAR(64) NOT NULL,
  incarnation BYTEA NOT NULL,
  epoch BIGINT NOT NULL,
  state BYTEA NOT NULL,
  stored_rows BIGINT NOT NULL,
  gap_rows BIGINT NOT NULL,
  duplicates BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (tenant, device, incarnation, epoch)
);

CREATE TABLE ingest_gap(
  tenant VARCHAR(64) NOT NULL,
  device VARCHAR(64) NOT NULL,
  incarnation BYTEA NOT NULL,
  epoch BIGINT NOT NULL,
  from_seq BIGINT NOT NULL,
  to_seq BIGINT NOT NULL,
  reason VARCHAR(64) NOT NULL,
  PRIMARY KEY (tenant, device, incarnation, epoch, from_seq)
);

-- One line per value. There is no key: the window above is what keeps a batch from being stored twice, and the
-- quickstart counts duplicates here to show it.
CREATE TABLE reading(
  tenant VARCHAR(64) NOT NULL,
  device VARCHAR(64) NOT NULL,
  stream VARCHAR(64) NOT NULL,
  at_millis BIGINT NOT NULL,
  epoch BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  row_in_batch INT NOT NULL,
  number_value DOUBLE PRECISION,
  integer_value BIGINT,
  text_value VARCHAR(4096),
  bytes_value BYTEA
);
CREATE INDEX reading_by_stream ON reading(tenant, device, stream, at_millis);

CREATE TABLE twin(
  tenant VARCHAR(64) NOT NULL,
  device VARCHAR(64) NOT NULL,
  version BIGINT NOT NULL,
  state BYTEA NOT NULL,
  PRIMARY KEY (tenant, device)
);

CREATE TABLE command(
  tenant VARCHAR(64) NOT NULL,
  id BYTEA NOT NULL,
  device VARCHAR(64) NOT NULL,
  operation VARCHAR(64) NOT NULL,
  issued_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  signed BYTEA NOT NULL,
  state VARCHAR(16) NOT NULL,
  receipt BYTEA,
  PRIMARY KEY (tenant, id)
);
CREATE INDEX command_open ON command(tenant, device, state);

-- Numbers that must never be given twice, such as the sequence of a command key: reserved in blocks.
CREATE TABLE counter(
  tenant VARCHAR(64) NOT NULL,
  name VARCHAR(128) NOT NULL,
  reserved BIGINT NOT NULL,
  PRIMARY KEY (tenant, name)
);

CREATE TABLE rollout(
  tenant VARCHAR(64) NOT NULL,
  id VARCHAR(64) NOT NULL,
  created_at BIGINT NOT NULL,
  manifest BYTEA NOT NULL,
  PRIMARY KEY (tenant, id)
);

CREATE TABLE rollout_event(
  tenant VARCHAR(64) NOT NULL,
  rollout VARCHAR(64) NOT NULL,
  n BIGINT NOT NULL,
  at_millis BIGINT NOT NULL,
  event BYTEA NOT NULL,
  PRIMARY KEY (tenant, rollout, n)
);

CREATE TABLE artifact(
  tenant VARCHAR(64) NOT NULL,
  digest BYTEA NOT NULL,
  length BIGINT NOT NULL,
  content BYTEA NOT NULL,
  PRIMARY KEY (tenant, digest)
);
