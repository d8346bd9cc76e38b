CREATE TYPE mood AS ENUM ('sad','ok','happy');
COMMENT ON TYPE mood IS 'moods';
CREATE TYPE "Mixed Enum" AS ENUM ('a b','it''s','C');
CREATE DOMAIN posint AS integer CHECK (VALUE > 0);
CREATE TYPE addr AS (street text, zip varchar(10));
CREATE SEQUENCE free_seq START 5;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$;
CREATE FUNCTION public.twice(i integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT i * 2';
CREATE TABLE "User" (
  id bigint GENERATED ALWAYS AS IDENTITY (START WITH 100 INCREMENT BY 5) PRIMARY KEY,
  "Full Name" text NOT NULL DEFAULT 'no ''one''',
  email character varying(320) COLLATE "C" NOT NULL,
  mood mood DEFAULT 'ok',
  moods mood[] DEFAULT '{sad}',
  odd "Mixed Enum" DEFAULT 'it''s',
  age posint, home addr, tags text[] DEFAULT '{}'::text[],
  t3 timestamp(3) DEFAULT now(), tz timestamptz DEFAULT CURRENT_TIMESTAMP, d date DEFAULT '2020-01-01', tm time(2), iv interval DEFAULT '1 day', ym interval year to month,
  n numeric, n2 numeric(10,2) DEFAULT 0.00, f real, f8 double precision DEFAULT 1.5, b bit(3), vb bit varying(8), ch "char", c1 char, c5 char(5), by bytea DEFAULT '\xdeadbeef',
  j json, jb jsonb DEFAULT '{"a": [1, 2]}', u uuid DEFAULT gen_random_uuid(), ip inet, rng int4range, ok boolean NOT NULL DEFAULT true,
  full_lower text GENERATED ALWAYS AS (lower("Full Name")) STORED,
  CONSTRAINT "User_email_key" UNIQUE (email) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT nn UNIQUE NULLS NOT DISTINCT (f8, f) INCLUDE (n),
  CONSTRAINT age_ok CHECK (age < 200 OR age IS NULL) NO INHERIT
);
COMMENT ON TABLE "User" IS 'it''s the users';
COMMENT ON COLUMN "User"."Full Name" IS 'name';
COMMENT ON CONSTRAINT age_ok ON "User" IS 'sane';
CREATE TABLE post (
  id serial PRIMARY KEY,
  author_id bigint NOT NULL REFERENCES "User" ON DELETE CASCADE,
  title varchar(200) NOT NULL,
  body text,
  state mood NOT NULL DEFAULT 'sad',
  parent integer REFERENCES post(id) ON DELETE SET NULL,
  price numeric(8,2) DEFAULT 9.99,
  qty smallint DEFAULT 1,
  amount numeric GENERATED ALWAYS AS (price * qty) STORED,
  created timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT post_title_check CHECK (length(title) > 0 AND title <> ALL (ARRAY['x','y']::text[])),
  CONSTRAINT price_range CHECK (price BETWEEN 0 AND 1000) NOT VALID,
  CONSTRAINT state_in CHECK (state IN ('sad','ok') OR body LIKE 'a%')
);
CREATE INDEX post_title_trgm ON post (lower(title) text_pattern_ops, id DESC NULLS LAST);
CREATE INDEX post_recent ON post (author_id, created DESC) INCLUDE (title) WHERE state = 'ok' AND body IS NOT NULL;
CREATE UNIQUE INDEX post_u ON post (author_id, (coalesce(parent, 0))) NULLS NOT DISTINCT WHERE qty > 5;
COMMENT ON INDEX post_recent IS 'recent ones';
CREATE INDEX post_hash ON post USING hash (body);
CREATE INDEX post_c ON post (title COLLATE "C" DESC);
CREATE INDEX post_gin ON "User" USING gin (jb jsonb_path_ops, tags) WITH (fastupdate = off);
CREATE TABLE booking (room int, during tsrange, EXCLUDE USING gist (during WITH &&), PRIMARY KEY (room, during));
CREATE TABLE tree (a int, b int, c text, PRIMARY KEY (a, b), FOREIGN KEY (b, a) REFERENCES tree (a, b) MATCH FULL ON UPDATE RESTRICT DEFERRABLE);
CREATE UNLOGGED TABLE cache (k text PRIMARY KEY, v bytea) WITH (fillfactor = 70, autovacuum_enabled = false);
ALTER TABLE cache ALTER v SET STORAGE EXTERNAL;
CREATE TABLE parted (id int NOT NULL, at date NOT NULL, x text) PARTITION BY RANGE (at);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE inh_base (a int, b text);
CREATE TABLE inh_child (c int) INHERITS (inh_base);
CREATE TABLE "select" ("order" int PRIMARY KEY, "group" text DEFAULT 'x', "user" int DEFAULT 7);
CREATE TABLE aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa (bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb int UNIQUE, x int);
CREATE VIEW happy AS SELECT id, "Full Name" AS name, email FROM "User" WHERE mood = 'happy';
CREATE VIEW happy_posts AS SELECT h.name, p.title, p.price FROM happy h JOIN post p ON p.author_id = h.id;
CREATE MATERIALIZED VIEW stats AS SELECT author_id, count(*) AS n, sum(price) AS total FROM post GROUP BY author_id;
CREATE UNIQUE INDEX stats_pk ON stats (author_id);
COMMENT ON VIEW happy IS 'the happy ones';
COMMENT ON MATERIALIZED VIEW stats IS 'numbers';
COMMENT ON COLUMN happy.name IS 'col';
GRANT SELECT ON happy TO PUBLIC; GRANT SELECT ON stats TO PUBLIC; GRANT SELECT (name) ON happy TO PUBLIC;
CREATE RULE happy_ins AS ON INSERT TO happy DO INSTEAD INSERT INTO "User"("Full Name", email) VALUES (NEW.name, NEW.email);
CREATE TRIGGER happy_t INSTEAD OF DELETE ON happy FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER post_touch BEFORE UPDATE OF title ON post FOR EACH ROW WHEN (OLD.title IS DISTINCT FROM NEW.title) EXECUTE FUNCTION touch();
INSERT INTO "User"("Full Name",email,mood,moods,age,n,f,home) VALUES ('Ann','a@x','happy','{ok,sad}',3,1.5,2.5,ROW('s','z')),('Bob','b@x',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO post(author_id,title,body,parent,qty) VALUES (100,'one','abc',NULL,2),(105,'two',NULL,1,NULL);
INSERT INTO booking VALUES (1,'[2020-01-01,2020-01-02)'); INSERT INTO tree VALUES (1,1,'t'); INSERT INTO cache VALUES ('k','\x00'); INSERT INTO parted VALUES (1,'2020-05-05','x'); INSERT INTO inh_base VALUES (1,'b'); INSERT INTO inh_child VALUES (2,'c',3); INSERT INTO "select" VALUES (1,'g',2); 
REFRESH MATERIALIZED VIEW stats;
