#!/usr/bin/env node
import { type Beginning, beginWithFlags } from './start-flags.ts'
import { tuneV8 } from './tune-v8.ts'

// The types are those of the oldest Node.
beginWithFlags(process as Beginning)
tuneV8()
await import('./serve.ts')
