// `npm start`: install and build when needed, then serve in this very process.
import { bootstrap } from './bootstrap.mjs'

bootstrap(['run', 'build', '--filter=@ossimg/server...', '--output-logs=errors-only'])

// npm does not pass SIGTERM on to its child; without this the server would outlive it.
const parent = process.ppid
const watchdog = setInterval(() => {
  if (process.ppid === parent) return
  clearInterval(watchdog)
  process.kill(process.pid, 'SIGTERM')
}, 500)
watchdog.unref()

await import('../apps/server/dist/main.js')
