PRAGMA foreign_keys=OFF;
CREATE TABLE "Order" ( -- the orders
  [id] INTEGER PRIMARY KEY AUTOINCREMENT,
  `group` varchar(20) NOT NULL DEFAULT 'a''b' COLLATE NOCASE, /* a comment, with "quotes" */
  'select' INT DEFAULT (1 + 2),
  total NUMERIC(10,2) CHECK (total >= 0), -- money, in euros
  doubled REAL AS (total * 2) VIRTUAL,
  tripled REAL GENERATED ALWAYS AS (total * 3) STORED,
  "with space" TEXT NOT NULL ON CONFLICT IGNORE DEFAULT 'x',
  parent_id INTEGER REFERENCES "Order"(id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT "uq group" UNIQUE ("group", [select] COLLATE RTRIM) ON CONFLICT REPLACE,
  CHECK ("Order".total IS NULL OR length("with space") < 100)
);
INSERT INTO "Order"(id,"group","select",total,"with space",parent_id) VALUES (1,'a',1,10.5,'one',NULL),(5,'b',2,20,'two',1),(9,'c',NULL,NULL,'three',5);
DELETE FROM "Order" WHERE id=9;
CREATE TABLE items (
  order_id INTEGER NOT NULL REFERENCES "Order" ON DELETE CASCADE ON UPDATE CASCADE,
  pos INT NOT NULL,
  sku TEXT COLLATE NOCASE UNIQUE ON CONFLICT FAIL,
  qty INTEGER DEFAULT 1 NOT NULL,
  price DECIMAL(8,3) DEFAULT 0.5,
  made TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  note BLOB,
  PRIMARY KEY (order_id, pos DESC)
) WITHOUT ROWID;
INSERT INTO items(order_id,pos,sku,qty,price,note) VALUES (1,1,'A',2,1.25,x'00ff'),(1,2,'B',1,2,NULL),(5,1,NULL,7,0.5,'t');
CREATE TABLE legacy (
  Version INTEGER NOT NULL DEFAULT 0 PRIMARY KEY,
  place INTEGER DEFAULT 0 REFERENCES nowhere,
  other INTEGER REFERENCES gone (id) ON DELETE CASCADE
);
INSERT INTO legacy(Version) VALUES (17);
CREATE TABLE measures (
  k TEXT PRIMARY KEY,
  v REAL NOT NULL,
  n INTEGER,
  b BLOB,
  a ANY
) STRICT;
INSERT INTO measures VALUES ('x',1.5,3,x'01',12),('y',2,NULL,NULL,'z');
CREATE TABLE a_side (id INTEGER PRIMARY KEY, b_id INT REFERENCES b_side(id), flag BOOLEAN DEFAULT 1);
CREATE TABLE b_side (id INTEGER PRIMARY KEY, a_id INT CONSTRAINT b_to_a REFERENCES a_side(id) ON DELETE RESTRICT, tag CHAR(3));
INSERT INTO a_side VALUES (1,1,1),(2,NULL,0); INSERT INTO b_side VALUES (1,1,'abc'),(2,2,NULL);
CREATE TABLE logs (at DATETIME NOT NULL, msg TEXT, level TEXT DEFAULT 'info', data JSON);
INSERT INTO logs VALUES ('2024-01-01','a','info','{}'),('2024-01-02','b','warn',NULL);
CREATE TABLE audit (what TEXT, n INT);
CREATE TABLE no_types (a VARIANT, b VARIANT, c VARIANT PRIMARY KEY, d VARIANT DEFAULT -1, e VARIANT DEFAULT +2, f VARIANT DEFAULT 1e3, g BLOB DEFAULT x'ab', h TEXT DEFAULT NULL, i BOOLEAN DEFAULT TRUE);
INSERT INTO no_types(a,b,c) VALUES (1,2,3),('x',x'00',4.5);
CREATE INDEX items_sku ON items(sku DESC, price) WHERE qty > 0;
CREATE UNIQUE INDEX items_expr ON items(lower(sku) COLLATE NOCASE, order_id) WHERE sku IS NOT NULL;
CREATE INDEX [odd index] ON "Order"([with space] COLLATE RTRIM);
CREATE INDEX logs_at ON logs(at);
CREATE VIEW totals AS SELECT o.id, o."group" AS g, sum(i.qty * i.price) AS amount FROM "Order" o LEFT JOIN items i ON i.order_id = o.id GROUP BY o.id;
CREATE VIEW big_totals(id, amount) AS SELECT id, amount FROM totals WHERE amount > 1;
CREATE TRIGGER items_log AFTER INSERT ON items BEGIN INSERT INTO audit VALUES ('insert;' || NEW.sku, NEW.qty); UPDATE "Order" SET total = coalesce(total,0) + 1 WHERE id = NEW.order_id; END;
CREATE TRIGGER totals_instead INSTEAD OF DELETE ON totals BEGIN DELETE FROM "Order" WHERE id = OLD.id; END;
CREATE TRIGGER logs_upd BEFORE UPDATE OF msg ON logs WHEN NEW.msg IS NOT NULL BEGIN SELECT CASE WHEN length(NEW.msg) > 1000 THEN RAISE(ABORT, 'long') END; END;
CREATE VIRTUAL TABLE docs USING fts5(title, body);
INSERT INTO docs VALUES ('hello','world wide'),('good','bye');
ANALYZE;
