-- A store as the first schema (m001_tables) wrote it. Frozen: never edit it, whatever the schema becomes.
BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'commentary','m001_tables','2026-11-22 15:08:02.307709+00:00');
CREATE TABLE "articles" (
   "id" TEXT PRIMARY KEY NOT NULL,
   "title" TEXT,
   "source" TEXT,
   "author" TEXT,
   "url" TEXT,
   "published_at" TEXT,
   "topics" TEXT NOT NULL,
   "stated_sentiment_label" TEXT,
   "stated_sentiment_score" REAL,
   "stated_market_impact" REAL,
   "sentiment_label" TEXT,
   "sentiment_score" REAL,
   "sentiment_model" TEXT,
   "horizons" TEXT NOT NULL,
   "text" TEXT NOT NULL,
   "path" TEXT,
   "schema_version" TEXT NOT NULL,
   "added_at" TEXT NOT NULL
);
INSERT INTO "articles" VALUES('sha256:4ce703a6e53cf89a85adf020c6e69e84ac303a64336d3ec6c082a8519bee8584','Chips and banks','Harbour Desk','Zoë Bell',NULL,'2024-05-03T16:30:00-04:00','["Equities"]',NULL,NULL,NULL,'positive',0.25,'lexicon 1','[]','Buy Nvidia calls into weakness, stop below 800.
Watch the banks.','desk.txt','1','2024-05-06T12:00:00.000000+00:00');
CREATE TABLE "conditions" (
   "id" INTEGER PRIMARY KEY,
   "article_id" TEXT NOT NULL REFERENCES "articles"("id") ON DELETE CASCADE,
   "recommendation" INTEGER,
   "place" INTEGER NOT NULL,
   "role" TEXT NOT NULL,
   "text" TEXT NOT NULL,
   "start" INTEGER,
   "end" INTEGER,
   "understood" INTEGER NOT NULL,
   "record" TEXT NOT NULL,
   FOREIGN KEY ("article_id", "recommendation") REFERENCES "recommendations"("article_id", "place") ON DELETE CASCADE
);
INSERT INTO "conditions" VALUES(1,'sha256:4ce703a6e53cf89a85adf020c6e69e84ac303a64336d3ec6c082a8519bee8584',0,0,'stop','stop below 800',32,46,1,'{"text":"stop below 800","start":32,"end":46,"role":"stop","test":{"measure":"price","subject":null,"symbols":[],"change":"below","value":800.0,"unit":"price","basis":null,"window":null}}');
CREATE TABLE "files" (
   "path" TEXT PRIMARY KEY,
   "digest" TEXT,
   "size" INTEGER,
   "mtime" REAL,
   "status" TEXT NOT NULL,
   "error" TEXT,
   "articles" INTEGER NOT NULL,
   "extractor" TEXT,
   "run_id" INTEGER REFERENCES "runs"("id") ON DELETE SET NULL,
   "recorded_at" TEXT NOT NULL
);
INSERT INTO "files" VALUES('desk.txt','d1',64,1.5,'done',NULL,1,'rules 1',NULL,'2024-05-06T12:00:00.000000+00:00');
CREATE TABLE "idea_symbols" (
   "idea_id" TEXT REFERENCES "ideas"("id") ON DELETE CASCADE,
   "symbol" TEXT,
   "side" TEXT NOT NULL,
   PRIMARY KEY ("idea_id", "symbol", "side")
);
INSERT INTO "idea_symbols" VALUES('43fdd044085b1b3d','NVDA','long');
CREATE TABLE "ideas" (
   "key" INTEGER PRIMARY KEY,
   "id" TEXT NOT NULL,
   "article_id" TEXT NOT NULL REFERENCES "articles"("id") ON DELETE CASCADE,
   "place" INTEGER NOT NULL,
   "alternative" INTEGER NOT NULL,
   "action" TEXT NOT NULL,
   "structure" TEXT,
   "symbols" TEXT NOT NULL,
   "status" TEXT NOT NULL,
   "reason" TEXT,
   "horizon" TEXT,
   "horizon_sessions" REAL,
   "published_at" TEXT,
   "published_on" TEXT,
   "published_utc" TEXT,
   "title" TEXT,
   "author" TEXT,
   "source" TEXT,
   "text" TEXT NOT NULL,
   FOREIGN KEY ("article_id", "place") REFERENCES "recommendations"("article_id", "place") ON DELETE CASCADE
);
INSERT INTO "ideas" VALUES(1,'43fdd044085b1b3d','sha256:4ce703a6e53cf89a85adf020c6e69e84ac303a64336d3ec6c082a8519bee8584',0,0,'open','outright','NVDA','closed','stop',NULL,NULL,'2024-05-03T16:30:00-04:00','2024-05-03','2024-05-03T20:30:00.000000+00:00','Chips and banks','Zoë Bell','Harbour Desk','Buy Nvidia calls into weakness, stop below 800.');
INSERT INTO "ideas" VALUES(2,'b1202eb1ca9c015e','sha256:4ce703a6e53cf89a85adf020c6e69e84ac303a64336d3ec6c082a8519bee8584',1,0,'watch',NULL,'','pending',NULL,NULL,NULL,'2024-05-03T16:30:00-04:00','2024-05-03','2024-05-03T20:30:00.000000+00:00','Chips and banks','Zoë Bell','Harbour Desk','Watch the banks.');
CREATE TABLE "instruments" (
   "article_id" TEXT REFERENCES "articles"("id") ON DELETE CASCADE,
   "place" INTEGER,
   "symbol" TEXT NOT NULL,
   "name" TEXT,
   "asset_class" TEXT,
   "sentiment_label" TEXT,
   "sentiment_score" REAL,
   "record" TEXT NOT NULL,
   PRIMARY KEY ("article_id", "place")
);
INSERT INTO "instruments" VALUES('sha256:4ce703a6e53cf89a85adf020c6e69e84ac303a64336d3ec6c082a8519bee8584',0,'NVDA','Nvidia','equity',NULL,NULL,'{"symbol":"NVDA","name":"Nvidia","asset_class":"equity","sentiment":null,"mentions":[{"text":"Nvidia","start":4,"end":10}]}');
CREATE TABLE "legs" (
   "idea_id" TEXT REFERENCES "ideas"("id") ON DELETE CASCADE,
   "place" INTEGER,
   "side" TEXT NOT NULL,
   "symbol" TEXT NOT NULL,
   "kind" TEXT NOT NULL,
   "right" TEXT,
   "strike" REAL,
   "strike_unit" TEXT,
   "strike_rank" INTEGER,
   "expiry" TEXT,
   "dte_min" INTEGER,
   "dte_max" INTEGER,
   "expiry_date" TEXT,
   "expiry_month" TEXT,
   "ratio" REAL NOT NULL,
   PRIMARY KEY ("idea_id", "place")
);
INSERT INTO "legs" VALUES('43fdd044085b1b3d',0,'long','NVDA','option','call',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1.0);
CREATE TABLE "outcomes" (
   "idea_id" TEXT PRIMARY KEY REFERENCES "ideas"("id") ON DELETE CASCADE,
   "entry_date" TEXT NOT NULL,
   "entry_price" REAL,
   "exit_date" TEXT,
   "exit_price" REAL,
   "legs" TEXT NOT NULL,
   "gross_return" REAL,
   "net_return" REAL,
   "benchmark" TEXT,
   "benchmark_return" REAL,
   "excess_return" REAL,
   "mae" REAL,
   "mfe" REAL,
   "sessions_held" INTEGER,
   "target_touched" INTEGER,
   "return_basis" TEXT NOT NULL,
   "pricing" TEXT NOT NULL,
   "prices" TEXT NOT NULL,
   "assumptions" TEXT NOT NULL
);
INSERT INTO "outcomes" VALUES('43fdd044085b1b3d','2024-05-06',NULL,'2024-05-09',NULL,'[{"symbol":"NVDA","side":"long","kind":"option","entry_price":30.0,"exit_price":12.0}]',-0.6,-0.64,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'premium','modelled','[]','[]');
CREATE TABLE "recommendations" (
   "article_id" TEXT REFERENCES "articles"("id") ON DELETE CASCADE,
   "place" INTEGER,
   "action" TEXT NOT NULL,
   "text" TEXT NOT NULL,
   "start" INTEGER,
   "end" INTEGER,
   "alternatives" INTEGER,
   "size" REAL,
   "size_unit" TEXT,
   "horizon" TEXT,
   "payoff_ratio" REAL,
   "attributed_to" TEXT,
   "record" TEXT NOT NULL,
   PRIMARY KEY ("article_id", "place")
);
INSERT INTO "recommendations" VALUES('sha256:4ce703a6e53cf89a85adf020c6e69e84ac303a64336d3ec6c082a8519bee8584',0,'open','Buy Nvidia calls into weakness, stop below 800.',0,47,1,NULL,NULL,NULL,NULL,NULL,'{"text":"Buy Nvidia calls into weakness, stop below 800.","start":0,"end":47,"action":"open","alternatives":[{"structure":"outright","legs":[{"side":"long","symbol":"NVDA","kind":"option","right":"call","strike":null,"strike_rank":null,"expiry":null,"ratio":1.0}],"price":null}],"size":null,"horizon":null,"conditions":[{"text":"stop below 800","start":32,"end":46,"role":"stop","test":{"measure":"price","subject":null,"symbols":[],"change":"below","value":800.0,"unit":"price","basis":null,"window":null}}],"payoff_ratio":null,"rationale":null,"attributed_to":null,"refers_to":[]}');
INSERT INTO "recommendations" VALUES('sha256:4ce703a6e53cf89a85adf020c6e69e84ac303a64336d3ec6c082a8519bee8584',1,'watch','Watch the banks.',48,64,0,NULL,NULL,NULL,NULL,NULL,'{"text":"Watch the banks.","start":48,"end":64,"action":"watch","alternatives":[],"size":null,"horizon":null,"conditions":[],"payoff_ratio":null,"rationale":null,"attributed_to":null,"refers_to":[]}');
CREATE TABLE "runs" (
   "id" INTEGER PRIMARY KEY,
   "verb" TEXT NOT NULL,
   "started_at" TEXT NOT NULL,
   "ended_at" TEXT,
   "status" TEXT NOT NULL,
   "detail" TEXT NOT NULL
);
CREATE TABLE "verdicts" (
   "idea_id" TEXT REFERENCES "ideas"("id") ON DELETE CASCADE,
   "number" INTEGER,
   "role" TEXT NOT NULL,
   "text" TEXT NOT NULL,
   "date" TEXT NOT NULL,
   "value" INTEGER,
   "evidence" TEXT NOT NULL,
   PRIMARY KEY ("idea_id", "number")
);
INSERT INTO "verdicts" VALUES('43fdd044085b1b3d',0,'stop','stop below 800','2024-05-06',0,'[{"measure":"price","change":"below","series":"NVDA close","symbols":["NVDA"],"first":null,"last":null,"values":{"close":921.4},"threshold":800.0,"value":false,"unknown":null}]');
INSERT INTO "verdicts" VALUES('43fdd044085b1b3d',1,'stop','stop below 800','2024-05-09',1,'[]');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE UNIQUE INDEX "idx_ideas_id"
    ON "ideas" ("id");
COMMIT;
