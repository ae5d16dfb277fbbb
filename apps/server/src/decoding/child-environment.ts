/** What an operator tells the allocator, the dynamic linker and libvips; it holds for the children, too. */
const PASSED = /^(?:LD_|DYLD_|MALLOC_|VIPS_)|^(?:TMPDIR|TMP|TEMP|TZ|SystemRoot)$/

/**
 * The environment of a child: what native code needs, and no secrets.
 *
 * A child works on one picture at a time: two threads do, and a second arena for malloc, where the usual eight a core
 * would keep memory that only one of them uses.
 */
export function childEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const passed = Object.entries(environment).flatMap(([name, value]) =>
    value !== undefined && PASSED.test(name) ? [[name, value] as const] : [],
  )
  return { UV_THREADPOOL_SIZE: '2', MALLOC_ARENA_MAX: '2', ...Object.fromEntries(passed) }
}
