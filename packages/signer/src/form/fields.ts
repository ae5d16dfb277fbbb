/**
 * Name and value of each field of a form that stands before the file, in its order. Names are in any case, and of
 * fields with one name the first counts.
 */
export type FormFields = readonly (readonly [name: string, value: string])[]

/** The value of a field; undefined if there is none. */
export function fieldValue(fields: FormFields, name: string): string | undefined {
  const wanted = name.toLowerCase()
  return fields.find(([candidate]) => candidate.toLowerCase() === wanted)?.[1]
}
