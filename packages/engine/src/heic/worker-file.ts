/**
 * The file of the worker: beside this module where both are built. Node cannot start a thread from TypeScript in all
 * the versions we support, so this module run as source, which only tests do, takes the worker last built.
 */
export const WORKER_FILE: URL = import.meta.url.endsWith('.ts')
  ? new URL('../../dist/heic/worker.js', import.meta.url)
  : new URL('./worker.js', import.meta.url)
