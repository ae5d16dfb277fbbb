export type { Caller, KeyHolder } from './access.ts'
export type { Domains } from './addressing.ts'
export { type AppOptions, buildApp } from './app.ts'
export { type Config, ConfigError, type Environment, readConfig } from './config.ts'
export {
  type ChangingKeyRing,
  changingKeyRing,
  type KeyRing,
  keyRing,
  ownerKey,
  type ServerKey,
} from './configuration/key-ring.ts'
export type { MetricsAccess } from './metrics.ts'
export {
  localWorkshop,
  type OpenWorkshop,
  openWorkshop,
  type Workshop,
  type WorkshopOptions,
} from './pictures/workshop.ts'
export type { ProcessingSettings } from './process-image.ts'
export {
  type BucketSettings,
  type CorsMethod,
  type CorsRule,
  DEFAULT_SETTINGS,
  type ProtectionRule,
  type SourceProtection,
  type StyleDelimiter,
} from './storage/bucket-settings.ts'
export { type DiskStorageOptions, openDiskStorage } from './storage/disk.ts'
export { StorageError, type StorageErrorCode } from './storage/errors.ts'
export type { Storage } from './storage/storage.ts'
