import { stat } from 'node:fs/promises'

/** Is told of files that changed. */
export interface ReloadReport {
  /** They were loaded again. */
  loaded(files: readonly string[]): void
  /** They cannot be loaded; what was loaded before stays. */
  failed(files: readonly string[], error: unknown): void
}

/** What is made of files, and is made anew when they change. */
export interface ReloadingFiles {
  /**
   * Looks at the files from now on. A change counts when it is still the same at the next look, for a file may be
   * half-written, or one of two.
   *
   * @param interval milliseconds between two looks. Default: a second.
   */
  watch(report: ReloadReport, interval?: number): void
  /** Looks no more. */
  close(): void
}

/**
 * Loads files now, and later on when they change. Files are looked at, rather than watched by the system, so that it
 * makes no difference whether one is written, renamed or reached by a link that is moved, as in Kubernetes.
 *
 * @param load reads the files and puts what they hold in its place. Rejects with what it rejects with.
 */
export async function loadFiles(
  files: readonly string[],
  load: () => Promise<void>,
): Promise<ReloadingFiles> {
  // Taken before, so that what changes meanwhile is a change.
  let loaded = await marksOf(files)
  let last = loaded
  let timer: NodeJS.Timeout | undefined
  let isClosed = false
  await load()

  async function look(report: ReloadReport): Promise<void> {
    const marks = await marksOf(files)
    const isSettled = marks === last
    last = marks
    if (!isSettled || marks === loaded || isClosed) return
    loaded = marks
    try {
      await load()
      report.loaded(files)
    } catch (error) {
      report.failed(files, error)
    }
  }

  return {
    watch(report, interval = 1000) {
      const next = () => {
        if (isClosed) return
        timer = setTimeout(() => look(report).then(next), interval)
        timer.unref()
      }
      next()
    },
    close() {
      isClosed = true
      clearTimeout(timer)
    },
  }
}

/** What tells one state of files from another without reading them. */
async function marksOf(files: readonly string[]): Promise<string> {
  const marks = await Promise.all(files.map(markOf))
  return marks.join('\n')
}

async function markOf(file: string): Promise<string> {
  try {
    const { mtimeNs, size, dev, ino } = await stat(file, { bigint: true })
    return [mtimeNs, size, dev, ino].join(' ')
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  }
}
