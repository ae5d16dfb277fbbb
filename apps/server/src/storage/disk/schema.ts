import type Database from 'libsql'

/**
 * Each entry takes the schema one version up; `user_version` counts those applied. Entries are never edited,
 * only added. Keys and style contents are BLOBs: keys then sort by their UTF-8 bytes, and text would end at a
 * NUL when read back.
 */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE buckets (
     name TEXT PRIMARY KEY,
     acl TEXT NOT NULL,
     created_at INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE objects (
     bucket TEXT NOT NULL REFERENCES buckets (name),
     key BLOB NOT NULL,
     version TEXT NOT NULL,
     size INTEGER NOT NULL,
     etag TEXT NOT NULL,
     crc64 TEXT NOT NULL,
     content_type TEXT NOT NULL,
     headers TEXT NOT NULL,
     user_metadata TEXT NOT NULL,
     acl TEXT NOT NULL,
     type TEXT NOT NULL,
     storage_class TEXT NOT NULL,
     last_modified INTEGER NOT NULL,
     PRIMARY KEY (bucket, key)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX objects_by_version ON objects (version);
   CREATE TABLE styles (
     bucket TEXT NOT NULL REFERENCES buckets (name) ON DELETE CASCADE,
     name TEXT NOT NULL,
     content BLOB NOT NULL,
     created_at INTEGER NOT NULL,
     modified_at INTEGER NOT NULL,
     PRIMARY KEY (bucket, name)
   ) STRICT, WITHOUT ROWID;`,

  `ALTER TABLE buckets ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';
   CREATE TABLE domains (
     host TEXT PRIMARY KEY,
     bucket TEXT NOT NULL REFERENCES buckets (name) ON DELETE CASCADE,
     position INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX domains_by_bucket ON domains (bucket, position);
   CREATE TABLE uploads (
     bucket TEXT NOT NULL REFERENCES buckets (name),
     key BLOB NOT NULL,
     id TEXT NOT NULL UNIQUE,
     initiated_at INTEGER NOT NULL,
     content_type TEXT NOT NULL,
     headers TEXT NOT NULL,
     user_metadata TEXT NOT NULL,
     acl TEXT NOT NULL,
     storage_class TEXT NOT NULL,
     PRIMARY KEY (bucket, key, id)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE parts (
     upload TEXT NOT NULL REFERENCES uploads (id) ON DELETE CASCADE,
     number INTEGER NOT NULL,
     version TEXT NOT NULL,
     size INTEGER NOT NULL,
     etag TEXT NOT NULL,
     crc64 TEXT NOT NULL,
     last_modified INTEGER NOT NULL,
     PRIMARY KEY (upload, number)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX parts_by_version ON parts (version);`,
]

/** The version of the schema in `database`; 0 is a database without tables. */
export function schemaVersion(database: Database.Database): number {
  const [row] = database.pragma('user_version') as readonly { readonly user_version: number }[]
  return row?.user_version ?? 0
}

/** Brings the schema up to date. Throws when a later release has written the database. */
export function migrate(database: Database.Database): void {
  const version = schemaVersion(database)
  if (version > MIGRATIONS.length) {
    throw new Error(`The metadata has schema ${version}; this release knows up to ${MIGRATIONS.length}.`)
  }
  for (const [index, statements] of MIGRATIONS.entries()) {
    if (index < version) continue
    database.exec(`BEGIN IMMEDIATE; ${statements} PRAGMA user_version = ${index + 1}; COMMIT`)
  }
}
