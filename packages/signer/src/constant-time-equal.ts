/** Whether two texts are equal, in a time that depends on the lengths but not on where they differ. */
export function constantTimeEqual(left: string, right: string): boolean {
  let difference = left.length ^ right.length
  for (let index = 0; index < left.length; index += 1) {
    difference |= left.charCodeAt(index) ^ right.charCodeAt(index) // NaN beyond the end counts as 0
  }
  return difference === 0
}
