/**
 * A text that cannot steer a terminal: C0 controls are drawn as their pictures of one column each at U+2400, DEL and the
 * C1 controls as U+FFFD.
 */
export function visible(text: string): string {
  return text.replace(/\p{Cc}/gu, (control) => {
    const code = control.charCodeAt(0)
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : '\ufffd'
  })
}
