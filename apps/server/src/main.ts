#!/usr/bin/env node
import { type Beginning, useLargePages } from './large-pages.ts'
import { tuneV8 } from './tune-v8.ts'

// The types are those of the oldest Node.
useLargePages(process as Beginning)
tuneV8()
await import('./serve.ts')
