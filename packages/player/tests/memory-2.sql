-- The box's memory as software of schema 2 left it. Written once; never made anew from today's code.
BEGIN TRANSACTION;
CREATE TABLE cancels (
                 id TEXT, area TEXT, until INTEGER NOT NULL,
                 PRIMARY KEY (id, area)) WITHOUT ROWID;
INSERT INTO "cancels" VALUES('order-2','vn',100);
CREATE TABLE done (id TEXT PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO "done" VALUES('order-3',100);
CREATE TABLE kept (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
INSERT INTO "kept" VALUES('floor',X'37');
INSERT INTO "kept" VALUES('place',X'68657265');
CREATE TABLE orders (
                 id TEXT PRIMARY KEY, area TEXT NOT NULL, subject TEXT NOT NULL,
                 revision INTEGER NOT NULL, until INTEGER NOT NULL,
                 is_open INTEGER NOT NULL, envelope BLOB NOT NULL);
INSERT INTO "orders" VALUES('order-1','vn/79/26734','flood',1,100,1,X'7369676E6564');
CREATE TABLE plays (
                 item TEXT PRIMARY KEY, order_id TEXT NOT NULL, occurrence TEXT,
                 started_at INTEGER NOT NULL, is_open INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 1);
INSERT INTO "plays" VALUES('order-1','order-1',NULL,5,1,2);
CREATE TABLE receipts (
                 n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
                 envelope BLOB NOT NULL);
INSERT INTO "receipts" VALUES(4,'r-1',X'72656365697074');
CREATE TABLE trust (name TEXT PRIMARY KEY, envelope BLOB NOT NULL);
INSERT INTO "trust" VALUES('revocations k-1',X'6C697374');
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('receipts',4);
COMMIT;
PRAGMA user_version = 2;
