BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'library','tables','2026-11-22 22:02:34.222864+00:00');
CREATE TABLE "bundled" (
   "file_name" TEXT PRIMARY KEY,
   "fingerprint" TEXT NOT NULL,
   "uid" TEXT NOT NULL
) STRICT;
INSERT INTO "bundled" VALUES('aspirin.md','f','local:aspirin');
CREATE TABLE "changes" (
   "uid" TEXT PRIMARY KEY,
   "revision" INTEGER NOT NULL,
   "removed" INTEGER NOT NULL
) STRICT;
INSERT INTO "changes" VALUES('local:baclofen',2,0);
INSERT INTO "changes" VALUES('local:gone',4,1);
INSERT INTO "changes" VALUES('local:aspirin',5,0);
CREATE TABLE "library" (
   "identity" TEXT
) STRICT;
INSERT INTO "library" VALUES('66ceb93df4743b0c06f6d9fd0e980a71');
CREATE TABLE "monographs" (
   "uid" TEXT PRIMARY KEY,
   "uid_folded" TEXT NOT NULL,
   "version_id" INTEGER,
   "removed_at" TEXT
) STRICT;
INSERT INTO "monographs" VALUES('local:baclofen','local:baclofen',2,NULL);
INSERT INTO "monographs" VALUES('local:gone','local:gone',3,'2026-01-04T00:00:00Z');
INSERT INTO "monographs" VALUES('local:aspirin','local:aspirin',4,NULL);
CREATE TABLE "names" (
   "version_id" INTEGER REFERENCES "versions"("id"),
   "place" INTEGER,
   "text" TEXT NOT NULL,
   "folded" TEXT NOT NULL,
   "kind" TEXT NOT NULL,
   PRIMARY KEY ("version_id", "place")
) STRICT;
INSERT INTO "names" VALUES(1,0,'Lioresal','lioresal','brand');
INSERT INTO "names" VALUES(1,1,'Baclophen','baclophen','misspelling');
INSERT INTO "names" VALUES(2,0,'Lioresal','lioresal','brand');
INSERT INTO "names" VALUES(2,1,'Baclophen','baclophen','misspelling');
INSERT INTO "names" VALUES(3,0,'Lioresal','lioresal','brand');
INSERT INTO "names" VALUES(3,1,'Baclophen','baclophen','misspelling');
CREATE TABLE "reference_entries" (
   "version_id" INTEGER REFERENCES "versions"("id"),
   "place" INTEGER,
   "ref" TEXT NOT NULL,
   "label" TEXT NOT NULL,
   "status" TEXT NOT NULL,
   "raw" TEXT NOT NULL,
   "csl" TEXT,
   "doi" TEXT,
   "pmid" TEXT,
   "reason" TEXT NOT NULL,
   "probability" REAL,
   "candidates" TEXT NOT NULL,
   PRIMARY KEY ("version_id", "place")
) STRICT;
INSERT INTO "reference_entries" VALUES(1,0,'1','1','given','Leggio 2010','{"title":"Bacløfen","author":[{}]}',NULL,NULL,'',NULL,'[]');
INSERT INTO "reference_entries" VALUES(1,1,'2','2','matched','Raw',NULL,'10.1/x','123','order',0.98,'["2","3"]');
INSERT INTO "reference_entries" VALUES(1,2,'3','3','missing','',NULL,NULL,NULL,'',NULL,'[]');
INSERT INTO "reference_entries" VALUES(2,0,'1','1','given','Leggio 2010','{"title":"Bacløfen","author":[{}]}',NULL,NULL,'',NULL,'[]');
INSERT INTO "reference_entries" VALUES(2,1,'2','2','matched','Raw',NULL,'10.1/x','123','order',0.98,'["2","3"]');
INSERT INTO "reference_entries" VALUES(2,2,'3','3','missing','',NULL,NULL,NULL,'',NULL,'[]');
INSERT INTO "reference_entries" VALUES(3,0,'1','1','given','Leggio 2010','{"title":"Bacløfen","author":[{}]}',NULL,NULL,'',NULL,'[]');
INSERT INTO "reference_entries" VALUES(3,1,'2','2','matched','Raw',NULL,'10.1/x','123','order',0.98,'["2","3"]');
INSERT INTO "reference_entries" VALUES(3,2,'3','3','missing','',NULL,NULL,NULL,'',NULL,'[]');
INSERT INTO "reference_entries" VALUES(4,0,'1','1','given','Leggio 2010','{"title":"Bacløfen","author":[{}]}',NULL,NULL,'',NULL,'[]');
INSERT INTO "reference_entries" VALUES(4,1,'2','2','matched','Raw',NULL,'10.1/x','123','order',0.98,'["2","3"]');
INSERT INTO "reference_entries" VALUES(4,2,'3','3','missing','',NULL,NULL,NULL,'',NULL,'[]');
CREATE TABLE "sections" (
   "version_id" INTEGER REFERENCES "versions"("id"),
   "place" INTEGER,
   "key" TEXT NOT NULL,
   "kind" TEXT NOT NULL,
   "title" TEXT NOT NULL,
   "html" TEXT NOT NULL,
   "source_order" INTEGER NOT NULL,
   "parent" TEXT,
   "code" TEXT,
   PRIMARY KEY ("version_id", "place")
) STRICT;
INSERT INTO "sections" VALUES(1,0,'overview','overview','Overview','<p>Old.<a href="cite:1">1</a></p>',0,NULL,NULL);
INSERT INTO "sections" VALUES(1,1,'overview/dose','dosage','Dose','<p>5 mg, γ 0.05 mg/mL</p>',1,'overview','34068-7');
INSERT INTO "sections" VALUES(2,0,'overview','overview','Overview','<p>New.<a href="cite:1">1</a></p>',0,NULL,NULL);
INSERT INTO "sections" VALUES(2,1,'overview/dose','dosage','Dose','<p>5 mg, γ 0.05 mg/mL</p>',1,'overview','34068-7');
INSERT INTO "sections" VALUES(3,0,'overview','overview','Overview','<p>Relaxes.<a href="cite:1">1</a></p>',0,NULL,NULL);
INSERT INTO "sections" VALUES(3,1,'overview/dose','dosage','Dose','<p>5 mg, γ 0.05 mg/mL</p>',1,'overview','34068-7');
INSERT INTO "sections" VALUES(4,0,'overview','overview','Overview','<p>Relaxes.<a href="cite:1">1</a></p>',0,NULL,NULL);
INSERT INTO "sections" VALUES(4,1,'overview/dose','dosage','Dose','<p>5 mg, γ 0.05 mg/mL</p>',1,'overview','34068-7');
CREATE TABLE "versions" (
   "id" INTEGER PRIMARY KEY,
   "uid" TEXT NOT NULL REFERENCES "monographs"("uid"),
   "number" INTEGER NOT NULL,
   "digest" TEXT NOT NULL,
   "imported_at" TEXT NOT NULL,
   "bundled" INTEGER NOT NULL,
   "title" TEXT NOT NULL,
   "title_folded" TEXT NOT NULL,
   "language" TEXT NOT NULL,
   "section_count" INTEGER,
   "missing" INTEGER,
   "source_kind" TEXT,
   "publisher" TEXT,
   "source_id" TEXT,
   "version" TEXT,
   "effective_date" TEXT,
   "retrieved" TEXT,
   "licence" TEXT,
   "file_name" TEXT,
   "sha256" TEXT,
   "notice" TEXT,
   "dropped" TEXT
) STRICT;
INSERT INTO "versions" VALUES(1,'local:baclofen',1,'16419e97cfe0755749a11f266fb14e4a0906a97e429d93596e35db0aa5f6b9b4','2026-01-01T00:00:00Z',0,'Baclofen','baclofen','en',2,1,'authored','Hospital','s1','v3','2019-04','2026-01-02','CC0','a.md','00','Not reviewed.','[["script element",2]]');
INSERT INTO "versions" VALUES(2,'local:baclofen',2,'85cf751e71eaa267abb0fdaed0c6598f49626b440d91567c5cdb40289210a312','2026-01-02T00:00:00Z',0,'Baclofen','baclofen','en',2,1,'authored','Hospital','s1','v3','2019-04','2026-01-02','CC0','a.md','00','Not reviewed.','[["script element",2]]');
INSERT INTO "versions" VALUES(3,'local:gone',1,'b312b6f41964aae09cafee8b4f55286f7895b38188a202a421121c867581644d','2026-01-03T00:00:00Z',0,'Gone','gone','en',2,1,'authored','Hospital','s1','v3','2019-04','2026-01-02','CC0','a.md','00','Not reviewed.','[["script element",2]]');
INSERT INTO "versions" VALUES(4,'local:aspirin',1,'82dfd788e9915e5f74592928c3baa67d9ac0b3f4b1f0c4e156d7d25654d7fc24','2026-01-05T00:00:00Z',1,'Áspirin','áspirin','en',2,1,'authored','Hospital','s1','v3','2019-04','2026-01-02','CC0','a.md','00','Not reviewed.','[["script element",2]]');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX "idx_monographs_uid_folded"
    ON "monographs" ("uid_folded");
CREATE UNIQUE INDEX "idx_versions_uid_number"
    ON "versions" ("uid", "number");
CREATE UNIQUE INDEX "idx_sections_version_id_key"
    ON "sections" ("version_id", "key");
CREATE INDEX "idx_names_folded"
    ON "names" ("folded");
CREATE UNIQUE INDEX "idx_reference_entries_version_id_ref"
    ON "reference_entries" ("version_id", "ref");
CREATE UNIQUE INDEX "idx_changes_revision"
    ON "changes" ("revision");
COMMIT;
PRAGMA application_id=1297370161;
PRAGMA user_version=1;
