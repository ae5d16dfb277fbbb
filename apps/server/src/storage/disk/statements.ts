import type Database from 'libsql'

/** A bucket's domains in their order, as a JSON array. */
const DOMAINS = `SELECT json_group_array(host)
  FROM (SELECT host FROM domains WHERE bucket = buckets.name ORDER BY position)`

/** Arguments are the marks in order; whoever calls `run` on one finds the order here. */
export const SQL = {
  insertBucket: 'INSERT INTO buckets (name, acl, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  selectBucket: `SELECT *, (${DOMAINS}) AS domains FROM buckets WHERE name = ?`,
  selectBuckets: `SELECT *, (${DOMAINS}) AS domains FROM buckets ORDER BY name`,
  updateBucketAcl: 'UPDATE buckets SET acl = ? WHERE name = ?',
  updateBucketSettings: 'UPDATE buckets SET settings = ? WHERE name = ?',
  deleteBucket: 'DELETE FROM buckets WHERE name = ?',

  selectDomain: 'SELECT * FROM domains WHERE host = ?',
  insertDomain: 'INSERT INTO domains (host, bucket, position) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  deleteDomains: 'DELETE FROM domains WHERE bucket = ?',

  upsertObject: `INSERT OR REPLACE INTO objects
    (bucket, key, version, size, etag, crc64, content_type, headers, user_metadata, acl, type, storage_class,
     last_modified)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  selectObject: 'SELECT * FROM objects WHERE bucket = ? AND key = ?',
  selectObjects: 'SELECT * FROM objects WHERE bucket = ? AND key >= ? AND key < ? ORDER BY key LIMIT ?',
  selectAnyObject: 'SELECT version FROM objects WHERE bucket = ? LIMIT 1',
  countObjects: 'SELECT COUNT(*) AS objects, COALESCE(SUM(size), 0) AS bytes FROM objects WHERE bucket = ?',
  updateObjectAcl: 'UPDATE objects SET acl = ? WHERE bucket = ? AND key = ?',
  deleteObject: 'DELETE FROM objects WHERE bucket = ? AND key = ?',

  insertUpload: `INSERT INTO uploads
    (bucket, key, id, initiated_at, content_type, headers, user_metadata, acl, storage_class)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  selectUpload: 'SELECT * FROM uploads WHERE bucket = ? AND key = ? AND id = ?',
  selectUploads: `SELECT * FROM uploads WHERE bucket = ? AND (key, id) > (?, ?) AND key < ?
    ORDER BY key, id LIMIT ?`,
  deleteUpload: 'DELETE FROM uploads WHERE id = ?',
  selectAnyUpload: 'SELECT id FROM uploads WHERE bucket = ? LIMIT 1',
  countUploads: 'SELECT COUNT(*) AS uploads FROM uploads WHERE bucket = ?',

  upsertPart: `INSERT OR REPLACE INTO parts (upload, number, version, size, etag, crc64, last_modified)
    VALUES (?, ?, ?, ?, ?, ?, ?)`,
  selectPart: 'SELECT * FROM parts WHERE upload = ? AND number = ?',
  selectParts: 'SELECT * FROM parts WHERE upload = ? AND number > ? ORDER BY number LIMIT ?',

  /** Versions from the first argument on, below the second. */
  selectVersions: `SELECT version FROM objects WHERE version >= ?1 AND version < ?2
    UNION ALL SELECT version FROM parts WHERE version >= ?1 AND version < ?2`,

  upsertStyle: `INSERT INTO styles (bucket, name, content, created_at, modified_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET content = excluded.content, modified_at = excluded.modified_at`,
  selectStyle: 'SELECT * FROM styles WHERE bucket = ? AND name = ?',
  selectStyles: 'SELECT * FROM styles WHERE bucket = ? ORDER BY name',
  deleteStyle: 'DELETE FROM styles WHERE bucket = ? AND name = ?',
}

/** Every statement the metadata runs, compiled. */
export type Statements = { readonly [Name in keyof typeof SQL]: Database.Statement }

/** Compiles the statements; the schema must be up to date. `onWrite` is called after every one that may have changed rows. */
export function prepareStatements(database: Database.Database, onWrite: () => void = () => {}): Statements {
  const statements = Object.entries(SQL).map(([name, text]) => {
    const statement = database.prepare(text)
    const run = statement.run.bind(statement)
    statement.run = (...values: unknown[]) => {
      try {
        return run(...values)
      } finally {
        onWrite()
      }
    }
    return [name, statement]
  })
  return Object.fromEntries(statements)
}
