/** What an operator tells the allocator, the dynamic linker and libvips; it holds for the children, too. */
const PASSED = /^(?:LD_|DYLD_|MALLOC_|VIPS_)|^(?:TMPDIR|TMP|TEMP|TZ|SystemRoot)$/

/** Bytes of free memory that malloc keeps for the next picture rather than give it back and ask for it again. */
const KEPT_FREE = String(8 * 1024 ** 2)

/** Bytes of a block that malloc gives back at once, rather than leave a hole among smaller ones. */
const LARGE = String(16 * 1024 ** 2)

/**
 * A child works on one picture at a time: two threads do, and one arena for malloc, where the usual eight a core would
 * keep memory that only one of them uses.
 */
const DEFAULTS = {
  UV_THREADPOOL_SIZE: '2',
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: LARGE,
  MALLOC_TRIM_THRESHOLD_: KEPT_FREE,
}

/** The environment of a child: what native code needs, and no secrets. */
export function childEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const passed = Object.entries(environment).flatMap(([name, value]) =>
    value !== undefined && PASSED.test(name) ? [[name, value] as const] : [],
  )
  return { ...DEFAULTS, ...Object.fromEntries(passed) }
}
