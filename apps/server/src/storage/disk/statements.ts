import type Database from 'libsql'

/** Arguments are the marks in order; whoever calls `run` on one finds the order here. */
const SQL = {
  insertBucket: 'INSERT INTO buckets (name, acl, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  selectBucket: 'SELECT * FROM buckets WHERE name = ?',
  selectBuckets: 'SELECT * FROM buckets ORDER BY name',
  updateBucketAcl: 'UPDATE buckets SET acl = ? WHERE name = ?',
  deleteBucket: 'DELETE FROM buckets WHERE name = ?',

  upsertObject: `INSERT OR REPLACE INTO objects
    (bucket, key, version, size, etag, crc64, content_type, headers, user_metadata, acl, type, storage_class,
     last_modified)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  selectObject: 'SELECT * FROM objects WHERE bucket = ? AND key = ?',
  selectAnyObject: 'SELECT version FROM objects WHERE bucket = ? LIMIT 1',
  selectVersions: 'SELECT version FROM objects WHERE version >= ? AND version < ?',
  updateObjectAcl: 'UPDATE objects SET acl = ? WHERE bucket = ? AND key = ?',
  deleteObject: 'DELETE FROM objects WHERE bucket = ? AND key = ?',

  upsertStyle: `INSERT INTO styles (bucket, name, content, created_at, modified_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET content = excluded.content, modified_at = excluded.modified_at`,
  selectStyle: 'SELECT * FROM styles WHERE bucket = ? AND name = ?',
  selectStyles: 'SELECT * FROM styles WHERE bucket = ? ORDER BY name',
  deleteStyle: 'DELETE FROM styles WHERE bucket = ? AND name = ?',
}

/** Every statement the metadata runs, compiled. */
export type Statements = { readonly [Name in keyof typeof SQL]: Database.Statement }

/** Compiles the statements; the schema must be up to date. */
export function prepareStatements(database: Database.Database): Statements {
  const statements = Object.entries(SQL).map(([name, text]) => [name, database.prepare(text)])
  return Object.fromEntries(statements)
}
