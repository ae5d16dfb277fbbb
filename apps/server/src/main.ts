#!/usr/bin/env node
import { type Beginning, useLargePages } from './large-pages.ts'

// The types are those of the oldest Node.
useLargePages(process as Beginning)
await import('./serve.ts')
