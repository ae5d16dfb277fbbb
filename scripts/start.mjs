// `npm start`: install and build when needed, then serve in this very process.
import { bootstrap } from './bootstrap.mjs'

bootstrap(['run', 'build', '--filter=@ossimg/server...', '--output-logs=errors-only'])

// npm does not pass SIGTERM on to its child; without this the server would outlive it.
const parent = process.ppid
setInterval(() => process.ppid !== parent && process.kill(process.pid, 'SIGTERM'), 500).unref()

await import('../apps/server/dist/main.js')
